"""What a manager does with the page. The cases are those of made.rs: 240, of which every third is in group 1."""
import sys
from browser import column, found, head, opened

PATH = sys.argv[1]
HOSTILE = {'<script>alert(1)</script>', '</script>', '"><img src=x onerror=alert(1)>'}

with opened(PATH, viewport={"width": 1280, "height": 900}) as page:
    # Names are text, in table, filters and tables of figures.
    assert HOSTILE <= set(column(page, 2)), column(page, 2)
    assert page.locator("img, iframe, object, embed, link").count() == 0
    assert page.locator("script").count() == 2
    assert page.locator("#by-handler th[scope=row]").nth(1).text_content() == '"><img src=x onerror=alert(1)>'

    # A hundred rows at first, then more.
    assert len(column(page, 1)) == 100 and found(page) == 240
    page.locator("#more").click()
    assert len(column(page, 1)) == 240 and page.locator("#more").is_hidden()

    # Sorting: by number of the account, not by its letters.
    head(page, 1).locator("button").click()
    assert column(page, 1)[:3] == ["CC-2026-0", "CC-2026-1", "CC-2026-2"]
    assert head(page, 1).get_attribute("aria-sort") == "ascending"
    head(page, 1).locator("button").press("Enter")
    assert column(page, 1)[0] == "CC-2026-239"
    assert head(page, 1).get_attribute("aria-sort") == "descending"
    # Amounts as amounts: 999.00 before 1,000.00.
    head(page, 7).locator("button").click()
    amounts = [float(text.replace(",", "")) for text in column(page, 7)]
    assert amounts == sorted(amounts) and min(amounts) < 10000 < max(amounts), amounts[:5]
    assert head(page, 1).get_attribute("aria-sort") is None
    # Days as days, either way; those without one come last either way.
    page.locator("#more").click()
    for up in (True, False):
        head(page, 8).locator("button").click()
        page.locator("#more").click()
        days = column(page, 8)
        some = [day for day in days if day]
        assert len(days) == 240 and len(some) < 240 and days == some + [""] * (240 - len(some)), days
        assert some == sorted(some, reverse=not up)
    # Chinese by its sounds: 安 an, 李 li, 王 wang, 张 zhang, 赵 zhao.
    head(page, 2).locator("button").click()
    page.locator("#more").click()
    chinese = [name for name in column(page, 2) if name not in HOSTILE]
    assert list(dict.fromkeys(chinese)) == ["安样例", "李示例", "王样例", "张演示", "赵示例"], chinese[:5]

    # Filters, alone and together: stages and handlers come round every 6 and 3 cases, a handler lacks every 11th.
    assert page.locator("#clear").is_hidden()
    page.get_by_label("阶段", exact=True).select_option("=立案")
    assert found(page) == 40 and set(column(page, 3)) == {"立案"}
    page.get_by_label("经办人", exact=True).select_option("=")
    empty = [n for n in range(240) if n % 6 == 2 and n % 11 == 0]
    assert found(page) == len(empty) and set(column(page, 5)) == {""}
    page.get_by_label("批次", exact=True).select_option("=2026-04")
    assert found(page) == len([n for n in empty if n % 4 == 3]) == 0
    page.locator("#clear").click()
    assert found(page) == 240 and page.locator("#clear").is_hidden()
    page.get_by_label("管辖机构", exact=True).select_option("=样例仲裁委员会")
    assert found(page) == 80
    page.locator("#clear").click()
    # Text: every word must be found, whatever the case of letters.
    page.locator("#search").fill("cc-2026-23 李示例")
    assert sorted(column(page, 1)) == ["CC-2026-232"], column(page, 1)
    page.locator("#search").fill("<script>")
    assert set(column(page, 2)) == {"<script>alert(1)</script>"}
    page.locator("#search").fill("")

    # From a figure to its cases: exactly those, and said so; then all again.
    page.locator(".card", has_text="净回款率").locator("a.see").click()
    page.wait_for_function("document.activeElement.id === 'cases'")
    assert found(page) == 80 and page.locator("#chip").is_visible()
    head(page, 1).locator("button").click()
    assert column(page, 1)[:3] == ["CC-2026-0", "CC-2026-3", "CC-2026-6"]
    # A case by its address, from there; and back to the same cases.
    page.locator("#table tbody a").nth(2).click()
    account = page.locator("#account")
    assert account.locator("h2").inner_text() == "CC-2026-6" and page.locator("#board").is_hidden()
    assert '"><img src=x onerror=alert(1)>' in account.inner_text()
    assert account.locator("time").all_inner_texts() == ["2026-03-02", "2026-03-09"]
    account.locator("a.back").click()
    page.locator("#board").wait_for(state="visible")
    assert account.is_hidden() and found(page) == 80
    page.go_back()
    account.wait_for(state="visible")
    page.go_forward()
    page.locator("#chip").click()
    page.locator("#chip").wait_for(state="hidden")
    assert found(page) == 240
    # From a bar: the stage 立案, group 4.
    page.locator("#charts a[href='#group/4']").click()
    page.locator("#chip").wait_for(state="visible")
    assert found(page) == 40 and set(column(page, 3)) == {"立案"}
    # An address that names nothing is told, not run.
    page.evaluate("location.hash = '#account/__proto__'")
    account.wait_for(state="visible")
    assert "没有该案件" in account.inner_text()
    page.evaluate("location.hash = '#account/%'")
    page.evaluate("location.hash = '#group/999'")
    page.locator("#board").wait_for(state="visible")

    # The keyboard alone: heads, links and filters are reached and answer.
    page.evaluate("location.hash = '#cases'")
    head(page, 3).locator("button").focus()
    page.keyboard.press("Enter")
    assert head(page, 3).get_attribute("aria-sort") == "ascending"
    page.locator("#table tbody a").first.focus()
    page.keyboard.press("Enter")
    account.wait_for(state="visible")
    page.evaluate("location.hash = '#cases'")

    # On paper: nothing to press, every formula open, every row.
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for away in ("nav", "#tools", "#more", ".see"):
        assert not page.locator(away).first.is_visible(), away
    assert page.locator(".foot details p").first.is_visible()
    heads = page.locator("#table thead th").all()
    assert [h.evaluate("e => getComputedStyle(e, '::before').content") for h in heads][:2] == ['"案件编号"', '"债务人"']
    assert len(column(page, 1)) == 240
    assert page.pdf(prefer_css_page_size=True)[:5] == b"%PDF-"

# A case by its address at once.
with opened(PATH + "", viewport={"width": 1280, "height": 900}) as page:
    page.goto(page.url + "#account/CC-2026-7")
    page.reload()
    assert page.locator("#account h2").inner_text() == "CC-2026-7"

# A telephone: nothing is wider than the screen, cases are cards with their headings, sorting is a list.
with opened(PATH, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, device_scale_factor=2) as page:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0
    assert not page.locator("#table thead").is_visible()
    first = page.locator("#table tbody tr").first
    assert first.locator("td").nth(6).evaluate("e => getComputedStyle(e, '::before').content") == '"本金（元）"'
    page.get_by_label("排序").select_option("6-")
    amounts = [float(text.replace(",", "")) for text in column(page, 7)]
    assert amounts == sorted(amounts, reverse=True)
    page.locator(".card a.see").first.tap()
    page.locator("#table tbody a").first.tap()
    page.locator("#account").wait_for(state="visible")
    assert page.evaluate(wide) <= 0
