"""Writes Word templates with python-docx, and beside each what docxtpl makes of it.

usage: corpus.py make FOLDER | compare FOLDER | time FOLDER
"""

import copy
import io
import json
import pathlib
import sys
import time

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

DATA = {
    "creditor": {"name": "示例银行股份有限公司", "head": "周示例"},
    "debtors": [
        {"name": "李示例", "paid": ["1000.00", "500.00"], "role": "被告"},
        {"name": "赵<示例>&", "paid": [], "role": "保证人"},
    ],
    "claims": ["偿还本金38,652.41元", "支付利息3,120.55元"],
    "amount": "38652.41",
    "court": "北京市西城区人民法院",
    "agreed": True,
    "note": "第一行\n第二行",
}


def runs(paragraph, *texts):
    for n, text in enumerate(texts):
        paragraph.add_run(text).bold = n % 2 == 0
    return paragraph


def split_runs(d):
    runs(d.add_paragraph(), "原告：{{ cre", "ditor.na", "me }}，负责人", "{{", "creditor.head", "}}。")
    runs(d.add_paragraph(), "{", "{ court }", "}")
    runs(d.add_paragraph(), "{% i", "f agreed %}同意", "调解{% else %}不同意{% end", "if %}")


def punctuation(d):
    d.add_paragraph("{{ missing|default(“无”) }}；{% if court == ‘北京市西城区人民法院’ %}一致{% endif %}")
    d.add_paragraph("（{{ court }}）、“{{ creditor.name }}”……《{{ amount }}》")


def loops(d):
    d.add_paragraph("{%p for d in debtors %}")
    d.add_paragraph("{{ loop.index }}. {{ d.role }}：{{ d.name }}")
    d.add_paragraph("{%p for sum in d.paid %}")
    d.add_paragraph("还款 {{ sum }}")
    d.add_paragraph("{%p endfor %}")
    d.add_paragraph("{%p endfor %}")
    d.add_paragraph("共 {{ debtors|length }} 人{% for c in claims %}；{{ c }}{% endfor %}")


def tables(d):
    t = d.add_table(rows=4, cols=2)
    for (row, column), text in {
        (0, 0): "姓名", (0, 1): "还款",
        (1, 0): "{%tr for d in debtors %}",
        (2, 0): "{{ d.name }}", (2, 1): "{% for s in d.paid %}{{ s }} {% endfor %}",
        (3, 0): "{%tr endfor %}",
    }.items():
        t.cell(row, column).text = text
    inner = t.cell(0, 1).add_table(rows=3, cols=1)
    for row, text in enumerate(["{%tr for c in claims %}", "{{ c }}", "{%tr endfor %}"]):
        inner.cell(row, 0).text = text
    t.cell(0, 1).add_paragraph("")


def columns(d):
    t = d.add_table(rows=2, cols=3)
    for column, text in enumerate(["{%tc for d in debtors %}", "{{ d.name }}", "{%tc endfor %}"]):
        t.cell(0, column).text = text
    t.cell(1, 0).text = "{% colspan 2 %}合计"
    t.cell(1, 1).text = "{% cellbg 'FFFF00' %}色"
    # A row of two cells that take three columns.
    t.rows[1]._tr.remove(t.cell(1, 2)._tc)


def merged(d):
    t = d.add_table(rows=3, cols=2)
    t.cell(0, 0).text = "{%tr for d in debtors %}"
    t.cell(1, 0).text = "{% vm %}债务人"
    t.cell(1, 1).text = "{{ d.name }}"
    t.cell(2, 0).text = "{%tr endfor %}"
    t = d.add_table(rows=1, cols=3)
    for column, text in enumerate(["{%tc for d in debtors %}", "{% hm %}标题", "{%tc endfor %}"]):
        t.cell(0, column).text = text


def margins(d):
    d.sections[0].header.paragraphs[0].text = "{{ creditor.name }}"
    runs(d.sections[0].footer.paragraphs[0], "致 {{ co", "urt }}")
    d.core_properties.title = "{{ creditor.name }}起诉状"
    d.add_paragraph("正文")


def text_box(d):
    p = d.add_paragraph("框外 {{ court }}")
    box = (
        '<w:r %s xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape style="width:100pt;height:50pt"><v:textbox>'
        "<w:txbxContent><w:p><w:r><w:t>框内 {{ amo</w:t></w:r><w:r><w:t>unt }}</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r>" % nsdecls("w")
    )
    p._p.append(parse_xml(box))


def tracked(d):
    p = d.add_paragraph("修订 ")
    p._p.append(parse_xml(
        '<w:ins %s w:id="1" w:author="甲" w:date="2026-01-01T00:00:00Z"><w:r><w:t>{{ cou</w:t></w:r></w:ins>' % nsdecls("w")))
    p._p.append(parse_xml(
        '<w:del %s w:id="2" w:author="甲" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>旧</w:delText></w:r></w:del>' % nsdecls("w")))
    p.add_run("rt }}")


def lines(d):
    d.add_paragraph("{{ note }}")
    d.add_paragraph("房屋")
    d.add_paragraph("{%- if agreed -%}")
    d.add_paragraph("已约定")
    d.add_paragraph("{%- else -%}")
    d.add_paragraph("未约定")
    d.add_paragraph("{%- endif -%}")
    d.add_paragraph("送达地址")


def run_tags(d):
    runs(d.add_paragraph(), "前{%r if agreed %}", "中", "{%r endif %}后")


def wide(d):
    """Loops over cells that give more and fewer columns than the table was drawn with."""
    t = d.add_table(rows=2, cols=5)
    for row, name in enumerate(["debtors", "claims + claims + claims"]):
        for column, text in enumerate(["项目", "{%tc for x in " + name + " %}", "{{ loop.index }}", "{%tc endfor %}", "末"]):
            t.cell(row, column).text = text
    t = d.add_table(rows=1, cols=3)
    for column, text in enumerate(["{%tc for x in claims + claims %}", "{{ x }}", "{%tc endfor %}"]):
        t.cell(0, column).text = text
    t = d.add_table(rows=1, cols=6)
    for column, text in enumerate(["甲", "{%tc if not agreed %}", "乙", "丙", "{%tc endif %}", "丁"]):
        t.cell(0, column).text = text


def deep(d):
    """Loops in loops over rows, and a table in a table in a cell, each with a loop of its own."""
    t = d.add_table(rows=5, cols=1)
    for row, text in enumerate([
        "{%tr for d in debtors %}", "{{ d.name }}：{% for p in d.paid %}{% if not loop.first %}、{% endif %}{{ p }}{% endfor %}",
        "{%tr for p in d.paid %}", "{{ loop.index }}/{{ d.paid|length }} {{ p }}", "{%tr endfor %}",
    ]):
        t.cell(row, 0).text = text
    t.add_row().cells[0].text = "{%tr endfor %}"
    inner = d.add_table(rows=1, cols=1).cell(0, 0).add_table(rows=1, cols=1).cell(0, 0)
    inner.text = "{%p for c in claims %}"
    inner.add_paragraph("{{ c }}")
    inner.add_paragraph("{%p endfor %}")


def trimmed(d):
    runs(d.add_paragraph(), "金额 {{- ", "amount -}} 元")
    runs(d.add_paragraph(), "{%- if agreed -%} 是 {%- e", "lse -%} 否 {%- endif -%}")
    d.add_paragraph("完")


def full_width(d):
    d.add_paragraph("{{ missing|default(‘无’) }}")
    d.add_paragraph("{{\u00a0court\u00a0}}{#\u3000批注：{{ 不输出 }}\u3000#}")
    d.add_paragraph("【{% for c in claims %}（{{ loop.index }}）{{ c }}{% if not loop.last %}；{% else %}。{% endif %}{% endfor %}】")


def edges(d):
    """Headers of the first page and of even pages, with tables and loops."""
    s = d.sections[0]
    s.different_first_page_header_footer = True
    s.first_page_header.paragraphs[0].text = "首页 {{ creditor.name }}"
    t = s.header.add_table(rows=3, cols=1, width=docx.shared.Cm(15))
    for row, text in enumerate(["{%tr for d in debtors %}", "{{ d.name }}", "{%tr endfor %}"]):
        t.cell(row, 0).text = text
    runs(s.footer.paragraphs[0], "{% if agre", "ed %}同意{% end", "if %}")
    d.add_paragraph("正文")


TEMPLATES = [
    split_runs, punctuation, loops, tables, columns, merged, margins, text_box, tracked, lines, run_tags,
    wide, deep, trimmed, full_width, edges,
]


def text(path):
    """Everything a reader reads, with the structure it stands in."""
    d = docx.Document(path)
    w = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

    def walk(element):
        out = []
        for child in element:
            name = child.tag.removeprefix(w)
            if name == "t":
                out.append(child.text or "")
            elif name in ("br", "tab"):
                out.append("<%s>" % name)
            elif name == "gridCol":
                out.append("[column %s]" % child.get(w + "w"))
            elif name in ("gridSpan", "vMerge", "shd"):
                out.append("[%s %s %s]" % (name, child.get(w + "val"), child.get(w + "fill")))
            elif name in ("p", "tr", "tc"):
                inner = walk(child)
                if name != "p" or inner:
                    out.append("<%s>%s</%s>" % (name, inner, name))
            else:
                out.append(walk(child))
        return "".join(out)

    parts = [walk(d.element.body)]
    for section in d.sections:
        parts += [walk(section.header._element), walk(section.footer._element)]
        parts += [walk(section.first_page_header._element)]
    return "\n".join(parts + [d.core_properties.title or ""])


def make(folder):
    import docxtpl

    (folder / "data.json").write_text(json.dumps(DATA, ensure_ascii=False), encoding="utf-8")
    for template in TEMPLATES:
        d = docx.Document()
        template(d)
        path = folder / (template.__name__ + ".docx")
        d.save(path)
        theirs = docxtpl.DocxTemplate(path)
        theirs.render(copy.deepcopy(DATA), autoescape=True)
        theirs.save(folder / (template.__name__ + ".theirs.docx"))
        print(template.__name__)


def compare(folder):
    for template in TEMPLATES:
        name = template.__name__
        if name == "tracked":
            # docxtpl cuts tracked changes and the section out with the tag: no judge of them.
            continue
        ours, theirs = text(folder / (name + ".ours.docx")), text(folder / (name + ".theirs.docx"))
        if ours != theirs:
            print("%s\n  ours:   %r\n  theirs: %r" % (name, ours, theirs))


def clock(folder):
    """Seconds that docxtpl takes for a document of a template with nested tables and loops, opened anew as it must be."""
    import docxtpl

    path, times = folder / "tables.docx", []
    for _ in range(30):
        begun = time.perf_counter()
        document = docxtpl.DocxTemplate(path)
        document.render(copy.deepcopy(DATA), autoescape=True)
        document.save(io.BytesIO())
        times.append(time.perf_counter() - begun)
    print(min(times))


if __name__ == "__main__":
    {"make": make, "compare": compare, "time": clock}[sys.argv[1]](pathlib.Path(sys.argv[2]))
