"""Edits a drafted complaint as counsel does in Word.

usage: edited.py IN.docx OUT.docx [replace WHERE OLD NEW | swap WHERE A B | remove WHERE | insert WHERE TEXT
                                   | claims | count | cells | rows | header TEXT]
"""

import re
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


def replaced(paragraph, old, new):
    assert old in paragraph.text, (old, paragraph.text)
    put(paragraph, paragraph.text.replace(old, new))


def exchanged(one, other):
    texts = one.text, other.text
    put(one, texts[1])
    put(other, texts[0])


def one_change(d, order, *words):
    at = next((p for p in d.paragraphs if words and words[0] in p.text), None)
    cells = [row.cells[1].paragraphs[0] for row in d.tables[0].rows]
    rows = d.tables[0]._tbl.tr_lst
    if order == "replace":
        replaced(at, *words[1:])
    elif order == "swap":
        assert words[1] in at.text and words[2] in at.text, at.text
        mark = "\0"
        put(at, at.text.replace(words[1], mark).replace(words[2], words[1]).replace(mark, words[2]))
    elif order == "remove":
        at._p.getparent().remove(at._p)
    elif order == "insert":
        at.insert_paragraph_before(words[1])
    elif order == "claims":
        third, fourth = (next(p for p in d.paragraphs if p.text.startswith(n + "、判令")) for n in "三四")
        exchanged(third, fourth)
        put(third, "三" + third.text[1:])
        put(fourth, "四" + fourth.text[1:])
    elif order == "count":
        number = "<w:numPr %s><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>" % nsdecls("w")
        for paragraph in d.paragraphs:
            if re.match("[一二三四五六]、判令", paragraph.text):
                put(paragraph, paragraph.text[2:])
                paragraph._p.get_or_add_pPr().append(parse_xml(number))
    elif order == "cells":
        exchanged(cells[2], cells[3])
    elif order == "rows":
        rows[3].addnext(rows[2])
    elif order == "header":
        d.sections[0].header.paragraphs[0].text = words[0]


d = docx.Document(sys.argv[1])
if len(sys.argv) > 3:
    one_change(d, *sys.argv[3:])
    d.save(sys.argv[2])
    sys.exit()
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
