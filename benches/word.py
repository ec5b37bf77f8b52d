"""The same complaints by docxtpl and LibreOffice: seconds per document, as JSON. Arguments: facts, folder to write to."""

import json
import pathlib
import subprocess
import sys
import time

from docx import Document
from docxtpl import DocxTemplate

facts = json.load(open(sys.argv[1], encoding="utf-8"))
out = pathlib.Path(sys.argv[2])
out.mkdir()

template = Document()
for line in [
    "{{ title }}",
    "{%p for p in claimants_and_respondents %}",
    "{{ p.name }}，{{ p }}",
    "{%p endfor %}",
    "诉讼请求：",
    "{%p for c in claims %}",
    "{{ c }}",
    "{%p endfor %}",
    "事实与理由：",
    "{%p for section in facts %}{%p for paragraph in section.paragraphs %}",
    "{{ paragraph }}",
    "{%p endfor %}{%p endfor %}",
]:
    for part in line.replace("%}{%", "%}\n{%").split("\n"):
        template.add_paragraph(part)
template.save(out / "template.docx")

start = time.monotonic()
for n, case in enumerate(facts):
    parties = [case[k] for k in ("claimant", "respondent") if k in case]
    parties += [p for k in ("claimants", "respondents") for p in case.get(k, [])]
    document = DocxTemplate(out / "template.docx")
    document.render({**case, "claimants_and_respondents": parties}, autoescape=True)
    document.save(out / f"{n}.docx")
filled = time.monotonic() - start

start = time.monotonic()
files = [str(out / f"{n}.docx") for n in range(len(facts))]
profile = f"-env:UserInstallation=file://{out}/profile"
subprocess.run(
    ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), *files],
    check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
made = time.monotonic() - start
assert len(list(out.glob("*.pdf"))) == len(facts)
print(json.dumps({"docx": filled / len(facts), "pdf": made / len(facts)}))
