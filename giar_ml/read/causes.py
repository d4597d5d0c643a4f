"""Why a document cannot be read: stable codes, each with one sentence in Chinese and the same in English."""

from __future__ import annotations

from giar_ml.errors import ReadError

CAUSES: dict[str, tuple[str, str]] = {
    "empty": ("文件是空的，没有可读的文字。", "The file is empty: it holds no text."),
    "not_found": ("找不到文件 {path}。", "There is no file {path}."),
    "is_directory": (
        "{path} 是目录，请给出其中的文件。",
        "{path} is a directory; name the files in it.",
    ),
    "not_a_file": (
        "{path} 不是普通文件（可能是设备或管道）。",
        "{path} is not a regular file (a device or a pipe?).",
    ),
    "no_permission": ("没有读取 {path} 的权限。", "No permission to read {path}."),
    "unreadable": ("读取 {path} 失败：{detail}。", "Reading {path} failed: {detail}."),
    "binary": (
        "内容是二进制数据，不是文字。请改用 txt、md、html、pdf 或 docx。",
        "The content is binary data, not text; give txt, md, html, pdf or docx.",
    ),
    "too_large": (
        "文件超过上限（{what}），未读取。",
        "The document is larger than allowed ({what}) and was not read.",
    ),
    "too_complex": (
        "文件结构过于复杂（{what}），未读取。",
        "The document is too complex ({what}) and was not read.",
    ),
    "encrypted": (
        "文件有密码保护，请去除密码后再试。",
        "The document is protected by a password; remove it and try again.",
    ),
    "no_text_layer": (
        "PDF 没有文字层（可能是扫描件），请先做文字识别（OCR）。",
        "The PDF has no text layer (a scan?); run character recognition (OCR) first.",
    ),
    "zip_bomb": (
        "压缩内容展开后过大（{what}），疑似压缩炸弹，未读取。",
        "The compressed content grows out of proportion ({what}); it looks like a zip bomb and was not read.",
    ),
    "malformed": (
        "文件已损坏或不符合 {format} 格式：{detail}。请重新下载或另存。",
        "The file is damaged or no valid {format}: {detail}. Download or save it again.",
    ),
    "unsupported_format": (
        "不支持 {what} 格式。{advice_zh}。",
        "The format {what} is not supported. {advice_en}.",
    ),
    "timeout": (
        "读取超过 {seconds:g} 秒，已中止。",
        "Reading took more than {seconds:g} seconds and was stopped.",
    ),
}


def failure(cause: str, **facts: object) -> ReadError:
    """The error for `cause` (a key of `CAUSES`); its message: one sentence in each language."""
    chinese, english = CAUSES[cause]
    return ReadError(cause, f"{chinese.format(**facts)} {english.format(**facts)}")
