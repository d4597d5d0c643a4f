"""How fast the whole line is with the shipped labeler, and with a BERT-base-sized classifier run on all text.

    python -m benchmarks.labeler_speed --n 12 --output training/results/speed.json

Both are measured in one run, in turn, on the same written reports of about 8,000 characters, a seventh of them in
sentences with a fact. The large network has 12 layers of width 768 with random weights (speed does not depend on them)
and is written by the same exporter in int8; the line around it has its labels from the lexicon, and the network runs on
all the text besides. The share of the machine's int8 rate is what the labeler multiplies in a second of processor time
over what a plain int8 product does in one; the products of attention are counted. Needs the extra `train`.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from giar_ml.label import LexiconLabeler
from giar_ml.label.hybrid import HybridLabeler
from giar_ml.label.model import DEFAULT, Gate
from giar_ml.label.onnx import OnnxLabeler
from giar_ml.label.tags import Tags
from giar_ml.normalize import normalize
from giar_ml.pipeline import Reader
from giar_ml.read import read_bytes
from giar_ml.types import AlignedText, Passage
from training.synth import random_facts, write
from training.synth.prose import generate

SIZE, FACTS = 8000, 1200  # characters of a report, and those in sentences with a fact
WHO = ("各科室", "各单位", "办公室", "领导小组", "下属机构", "工作人员", "窗口")
HOW = ("按照年度安排", "结合工作实际", "围绕群众关切", "对照上级要求", "坚持问题导向", "立足部门职能")
DOES = ("完善", "细化", "规范", "梳理", "优化", "压实", "改进")
WHAT = ("公开流程", "审核制度", "栏目设置", "责任分工", "保密审查", "更新机制", "解读方式", "平台维护")
SO = ("做到及时更新", "确保内容准确", "方便公众查询", "接受社会监督", "让程序更清楚", "使答复更规范")
LARGE = {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12, "intermediate_size": 3072}


def plain(rng: Random) -> str:
    """A sentence without a fact."""
    parts = [rng.choice(HOW), rng.choice(WHO) + rng.choice(DOES) + rng.choice(WHAT), rng.choice(SO)]
    return "，".join([*parts[: rng.randint(2, 3)], rng.choice(DOES) + rng.choice(WHAT)]) + "。"


def reports(count: int, seed: int) -> list[str]:
    """Texts of about `SIZE` characters: a written report with as much prose in its overview as is lacking."""
    rng, told = Random(seed), generate(100_000, seed)
    found = []
    for _ in range(count):
        lines = write(random_facts(rng, "E3"), "flat", rng).text.split("\n")
        prose: list[str] = []
        facts = 0
        while sum(map(len, lines)) + sum(map(len, prose)) < SIZE:
            if facts < FACTS * (sum(map(len, prose)) + 1) / SIZE:
                sentence = next(told).text.rstrip("。；，") + "。"
                facts += len(sentence)
            else:
                sentence = plain(rng)
            prose.append(sentence)
        paragraphs = ["".join(prose[i : i + 6]) for i in range(0, len(prose), 6)]
        found.append("\n".join([*lines[:2], *paragraphs, *lines[2:]]))
    return found


def large_model(folder: Path) -> Path:
    """A folder with a BERT-base-sized network of the shipped model's labels and characters, in int8."""
    from transformers import BertConfig, BertModel

    from training.graph import write_graph
    from training.tagger import make_tagger

    about = json.loads((DEFAULT / "labels.json").read_text("utf-8"))
    (folder / "vocab.json").write_bytes((DEFAULT / "vocab.json").read_bytes())
    (folder / "labels.json").write_text(json.dumps(about | {"id": "bert-base-sized", "indicators": []}), "utf-8")
    rows = len(json.loads((folder / "vocab.json").read_text("utf-8")))
    encoder = BertModel(BertConfig(vocab_size=rows, **LARGE), add_pooling_layer=False)
    tagger = make_tagger(encoder, len(Tags(tuple(about["labels"]))), len(Tags(tuple(about["hints"]))), 0)
    tagger.train(False)
    write_graph(tagger, folder / "model.onnx", {})
    return folder


def shipped_line(threads: int, gate: Gate) -> Callable[[str], None]:
    """Reads a report by the whole line with the shipped labeler."""
    reader = Reader(labeler=HybridLabeler(threads=threads, gate=gate))
    return lambda text: _read(reader, text)


def large_line(folder: Path, threads: int) -> Callable[[str], None]:
    """Reads a report by the whole line and runs the large network on all of its text."""
    labeler, reader = OnnxLabeler(folder, threads=threads, gate="none"), Reader(labeler=LexiconLabeler())

    def run(text: str) -> None:
        _read(reader, text)
        whole = normalize(read_bytes(text.encode(), "report.txt").visible).text
        labeler.label([Passage(whole, "1", 0)])

    return run


def _read(reader: Reader, text: str) -> None:
    record = reader.read_bytes(text.encode(), "report.txt")[0].record
    if record.status == "failed":
        raise RuntimeError(f"a written report was not read: {record.error}")


def seconds(run: Callable[[str], None], texts: Sequence[str]) -> tuple[float, float]:
    """Time on the clock and time of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    for text in texts:
        run(text)
    return time.perf_counter() - began, time.process_time() - worked


def int8_rate(threads: int, size: int = 1024, times: int = 20) -> float:
    """Multiplications of a plain int8 product in a second of processor time, the best of five rounds."""
    weights = np.random.default_rng(1).integers(-127, 128, (size, size)).astype(np.int8)
    given = helper.make_tensor_value_info("x", TensorProto.UINT8, [size, size])
    made = helper.make_tensor_value_info("y", TensorProto.INT32, [size, size])
    node = helper.make_node("MatMulInteger", ["x", "w", "zero"], ["y"])
    arrays = [numpy_helper.from_array(weights, "w"), numpy_helper.from_array(np.uint8(128), "zero")]
    graph = helper.make_graph([node], "rate", [given], [made], arrays)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    x = {"x": np.full((size, size), 7, dtype=np.uint8)}
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in range(times):
            session.run(None, x)
        best = min(best, (time.process_time() - began) / times)
    return size**3 / best


def products(folder: Path, lengths: Sequence[int]) -> int:
    """Multiplications that the network of a folder does for windows of these lengths (characters and two marks)."""
    graph = onnx.load(str(folder / "model.onnx")).graph
    sizes = {a.name: list(a.dims) for a in graph.initializer}
    matrices = [n for n in graph.node if n.op_type in ("DynamicQuantizeMatMul", "MatMul")]
    weights = sum(int(np.prod(sizes[n.input[1]])) for n in matrices if n.input[1] in sizes)
    widths = [sizes[f"{name}.int8"][1] // 3 for name in _attentions(sizes)]
    return sum((length + 2) * weights + 2 * (length + 2) ** 2 * sum(widths) for length in lengths)


def _attentions(sizes: dict[str, list[int]]) -> list[str]:
    return [name.removesuffix(".int8") for name in sizes if name.endswith("self.all.int8")]


def share_of_rate(threads: int, gate: Gate, texts: Sequence[str], rate: float) -> dict[str, float]:
    """What the shipped labeler multiplies in a second of processor time, and its share of the plain rate."""
    labeler = HybridLabeler(threads=threads, gate=gate)
    labeler.label([Passage(AlignedText.identity("公开信息36条。"), "1", 0)])
    labeler.known.clear()
    passages = [Passage(AlignedText.identity(text), "1", i) for i, text in enumerate(texts)]
    plans = [w for p in passages for _, w in labeler._plan(p.text.text, labeler.grammar.label([p])[0])]
    began = time.process_time()
    labeler.engine.run(plans)
    spent = time.process_time() - began
    done = products(labeler.folder.path, [len(text) for text, _ in plans])
    characters = sum(len(text) for text, _ in plans)
    return {
        "characters_run": characters,
        "run_per_processor_second": characters / spent,
        "share_of_rate": done / spent / rate,
    }


def measure(count: int, large: int, threads: int, gate: Gate, folder: Path, seed: int) -> dict[str, Any]:
    """Both lines in turn on the same machine state; every report is new to both."""
    texts = reports(count + 1, seed)
    ours, theirs = shipped_line(threads, gate), large_line(folder, threads)
    for run in (ours, theirs):
        run(texts[-1][:2000])  # what is made once is made
    rows: dict[str, list[float]] = {"shipped": [0, 0, 0], "large": [0, 0, 0]}
    for i in range(count):
        for name, run in (("shipped", ours), ("large", theirs)):
            if name == "shipped" or i < large:
                spent = seconds(run, texts[i : i + 1])
                rows[name] = [a + b for a, b in zip(rows[name], (len(texts[i]), *spent), strict=True)]
    lines = {
        name: {"characters_per_second": size / clock, "ms_per_report": 1000 * clock * SIZE / size,
               "processor_ms_per_report": 1000 * worked * SIZE / size}
        for name, (size, clock, worked) in rows.items()
    }  # fmt: skip
    rate = int8_rate(threads)
    figures = {**lines, "int8_rate": rate, **share_of_rate(threads, gate, texts[:count], rate)}
    figures["ratio"] = lines["shipped"]["characters_per_second"] / lines["large"]["characters_per_second"]
    worked = [lines[name]["processor_ms_per_report"] for name in ("large", "shipped")]
    figures["processor_ratio"] = worked[0] / worked[1]
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures for one thread and for two, and write them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.labeler_speed", description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=12, help="reports for the shipped line")
    parser.add_argument("--large", type=int, default=3, help="reports of these for the large network, which is slow")
    parser.add_argument("--gate", choices=("none", "hints", "dates", "facts"), default="facts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, help="write the figures here as JSON")
    options = parser.parse_args(arguments)
    figures: dict[str, Any] = {"reports": options.n, "characters": SIZE, "gate": options.gate, "threads": {}}
    with tempfile.TemporaryDirectory() as place:
        folder = large_model(Path(place))
        for threads in (1, 2):
            row = measure(options.n, options.large, threads, options.gate, folder, options.seed + threads)
            figures["threads"][str(threads)] = row
            print(
                f"{threads} threads: {row['shipped']['characters_per_second']:,.0f} characters a second "
                f"({row['shipped']['ms_per_report']:.0f} ms a report), with the large network on all text "
                f"{row['large']['characters_per_second']:,.0f}: x {row['ratio']:.1f} (processor time: "
                f"x {row['processor_ratio']:.1f}); labels {row['run_per_processor_second']:,.0f} characters "
                f"in a second of processor time, {100 * row['share_of_rate']:.0f} % of the int8 rate"
            )
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
