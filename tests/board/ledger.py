"""What a legal department does with the page of the ledger. Its cases are those of `ledger` in mod.rs: 240."""
import sys
from browser import column, found, head, opened

PATH = sys.argv[1]

with opened(PATH, viewport={"width": 1280, "height": 900}) as page:
    assert page.locator("#table thead th").count() == 49
    assert page.locator("#charts, #grids").count() == 0, "there is nothing to draw"
    # The account stays where it is when the table is scrolled sideways, and so do the headings.
    left = "document.querySelector('#table tbody td').getBoundingClientRect().left"
    top = "document.querySelector('#table thead th').getBoundingClientRect().top"
    page.locator("#table").scroll_into_view_if_needed()
    before = (page.evaluate(left), page.evaluate(top))
    page.evaluate("document.querySelector('.wide-table').scrollTo(3000, 400)")
    assert page.evaluate("document.querySelector('.wide-table').scrollLeft") > 1000
    assert (page.evaluate(left), page.evaluate(top)) == before
    # The page itself is no wider than the window.
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    # Days are coloured as the workbook colours them: cases come round every 4.
    head(page, 49).locator("button").click()
    kinds = page.locator("#table tbody td:nth-child(49)").evaluate_all("all => all.map(td => [td.textContent, td.className])")
    for text, kind in kinds:
        want = {"2026-11-20": "past", "2026-11-28": "soon", "2026-12-21": "month", "2026-12-22": ""}[text]
        assert ([k for k in ("past", "soon", "month") if k in kind.split()] or [""])[0] == want, (text, kind)
    # A figure leads to its cases, a filter and words narrow them.
    page.locator(".card", has_text="已逾期").locator("a.see").click()
    assert found(page) == 60 and set(column(page, 49)) == {"2026-11-20"}
    page.locator("#clear").click()
    page.get_by_label("法院", exact=True).select_option("=court 1")
    assert found(page) == 80
    page.locator("#clear").click()
    page.locator("#search").fill("case_number-017")
    assert column(page, 1)[0] == "account-017" and found(page) == 1
    page.locator("#search").fill("")
    # Everything about a case, out of its row.
    page.goto(page.url.split("#")[0] + "#account/account-017")
    account = page.locator("#account")
    assert account.locator("dt").count() == 49 and "<script>alert(1)</script>" in account.inner_text()

with opened(PATH, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True) as page:
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    card = page.locator("#table tbody tr").first
    assert card.locator("td:visible").count() == 10, "a row is a card of its chief columns"
    card.locator("a").click()
    page.locator("#account dt").last.wait_for()
    assert page.locator("#account dt:visible").count() == 49
