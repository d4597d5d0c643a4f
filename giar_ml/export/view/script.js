"use strict";
(function () {
  const foot = document.getElementById("foot");
  const facts = document.getElementById("facts");
  const source = document.getElementById("source");
  const hint = foot.innerHTML;

  function clear(name) {
    document.querySelectorAll("." + name).forEach(function (e) { e.classList.remove(name); });
  }
  function all(id) {
    return Array.from(document.querySelectorAll('[data-t~="' + id + '"]'));
  }
  function see(element) {
    if (element) element.scrollIntoView({ block: "center", inline: "nearest" });
  }
  // The facts about one cell or statistic, in one line where they fit.
  function tell(lines) {
    foot.replaceChildren.apply(foot, lines.map(function (line) {
      const span = document.createElement("span");
      span.textContent = line;
      return span;
    }));
  }
  // Show one cell or statistic on the side that was not clicked, and tell about it at the foot.
  function choose(id, from) {
    clear("on");
    clear("hl");
    const elements = all(id);
    elements.forEach(function (e) { if (!e.classList.contains("part")) e.classList.add("on"); });
    const home = document.getElementById(id);
    const there = elements.find(function (e) { return e.tagName === "MARK"; });
    if (!source.contains(from)) see(there);
    if (home && home !== from) see(home);
    if (home && home.dataset.d) tell(home.dataset.d.split("\n"));
    if (location.hash !== "#" + id) history.replaceState(null, "", "#" + id);
  }
  // Show every cell of a rule on both sides.
  function gather(ids) {
    clear("on");
    clear("hl");
    ids.forEach(function (id) { all(id).forEach(function (e) { e.classList.add("hl"); }); });
    const first = ids.map(function (id) { return source.querySelector('[data-t~="' + id + '"]'); }).find(Boolean);
    see(first);
  }
  function act(event) {
    const one = event.target.closest("[data-t]");
    if (one) {
      const ids = one.dataset.t.split(" ");
      const shown = ids.findIndex(function (id) { return location.hash === "#" + id; });
      event.stopPropagation();
      choose(ids[(shown + 1) % ids.length], one);
      return;
    }
    const many = event.target.closest("[data-a]");
    if (many && many.dataset.a) gather(many.dataset.a.split(" "));
  }
  document.addEventListener("click", act);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter") act(event);
    if (event.key === "Escape") { clear("on"); clear("hl"); foot.innerHTML = hint; }
  });
  document.getElementById("language").addEventListener("click", function () { document.body.classList.toggle("zh"); });
  const wanted = location.hash.slice(1);
  if (/^[csn]\d+$/.test(wanted)) choose(wanted, facts);
})();
