"""Edits a drafted complaint as counsel does in Word.

usage: edited.py IN.docx OUT.docx
"""

import sys

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn


def put(paragraph, text):
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    paragraph.runs[0].text = text


def tracked(paragraph, old, new):
    before, after = paragraph.text.split(old, 1)
    for run in paragraph.runs:
        run._r.getparent().remove(run._r)

    def add(kind, text):
        inner = f"<w:r><w:{'delText' if kind == 'del' else 't'} xml:space='preserve'>{text}</w:{'delText' if kind == 'del' else 't'}></w:r>"
        xml = inner if kind == "r" else f"<w:{kind} w:id='9' w:author='counsel'>{inner}</w:{kind}>"
        paragraph._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))

    for kind, text in [("r", before), ("del", old), ("ins", new), ("r", after)]:
        if text:
            add(kind, text)


d = docx.Document(sys.argv[1])
for paragraph in list(d.paragraphs):
    text = paragraph.text
    if text.startswith("一、判令"):
        put(paragraph, text.replace("99,817.32", "99,871.32"))
    elif text.startswith("二、判令"):
        paragraph._p.getparent().remove(paragraph._p)
    elif "赵示例" in text and "330102198207260039" in text:
        put(paragraph, text.replace("赵示例", "赵实例").replace("330102198207260039", "330102198207260038"))
    elif text.startswith("案由"):
        tracked(paragraph, "金融", "")
    elif text.startswith("事实与理由"):
        paragraph.insert_paragraph_before("另查明，2026年2月30日还款5,000元。")
cell = d.tables[0].rows[1].cells[1]
put(cell.paragraphs[0], "99,999.99")
d.save(sys.argv[2])
