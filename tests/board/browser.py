"""A browser that may open the page and nothing else."""
import contextlib
import pathlib
import shutil
from playwright.sync_api import sync_playwright


@contextlib.contextmanager
def opened(path, **context):
    """The page, with what it asked for and complained of; both must be empty at the end."""
    address = pathlib.Path(path).as_uri()
    wrong = []

    def route(handle):
        if handle.request.url.split("#")[0] == address:
            handle.continue_()
        else:
            wrong.append("request: " + handle.request.url)
            handle.abort()

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(locale="zh-CN", **context).new_page()
        page.route("**/*", route)
        page.on("console", lambda m: wrong.append("console: " + m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: wrong.append("error: " + str(e)))
        page.on("dialog", lambda d: (wrong.append("dialog: " + d.message), d.dismiss()))
        page.goto(address)
        yield page
        browser.close()
    assert not wrong, wrong


def column(page, n):
    """What stands in a column of the table, from the top."""
    return page.locator(f"#table tbody tr td:nth-child({n})").all_inner_texts()


def head(page, n):
    return page.locator(f"#table thead th:nth-child({n})")


def found(page):
    """How many cases match, as the line above the table says."""
    told = page.locator("#count").inner_text()
    if told == "没有符合条件的案件":
        return 0
    digits = told.split("符合条件")[1].split("件")[0]
    return int(digits.replace(",", "").strip())
