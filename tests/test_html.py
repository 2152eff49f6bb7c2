"""The page: well-formed, escaped, asking nobody for anything; and in a browser it does what it shows."""

import re
from html.parser import HTMLParser

import pytest

from migrator.report.html import document
from migrator.report.model import Run
from migrator.report.side_by_side import pairs
from tests.browser import CHROMIUM, Browser
from tests.runs import EMPTY, MIGRATED, RUN, UNCHANGED, WORST, report

VOID = {"meta", "link", "input", "br", "img", "hr"}
KNOWN = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "h1", "p", "main", "section", "ul", "li", "button",
    "strong", "div", "table", "caption", "thead", "tbody", "tr", "th", "td", "form", "label", "input", "select", "option",
    "output", "kbd", "details", "summary", "span", "b", "code", "footer", "script",
}  # fmt: skip


class Page(HTMLParser):
    """Reads a page and fails where it is not well-formed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)
        self.close()
        assert self.open == [], self.open

    def handle_starttag(self, tag, attributes):
        assert tag in KNOWN, tag
        assert len({name for name, _ in attributes}) == len(attributes), attributes
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append((self.open[-1] if self.open else "", data))


def page(run):
    return "".join(document(run))


@pytest.mark.parametrize("run", [RUN, WORST, EMPTY], ids=["usual", "hostile", "empty"])
def test_it_is_well_formed_and_asks_nobody(run):
    text = page(run)
    read = Page(text)

    for tag, attributes in read.elements:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}, (
            tag,
            attributes,
        )
        assert not {"src", "action", "data", "srcset"} & set(attributes), (tag, attributes)
        assert attributes.get("href", "#").startswith("#"), attributes
    style = "".join(data for tag, data in read.texts if tag == "style")
    assert not re.search(r"url\(|@import|@font-face", style)
    assert sum(tag == "script" for tag, _ in read.elements) == 1
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_a_files_content_stays_text():
    read = Page(page(WORST))

    shown = "".join(data for tag, data in read.texts if tag not in ("script", "style"))
    assert "<script>alert(1)</script>" in shown
    assert "\\x1b[31m" in shown


def test_the_policy_allows_this_script_and_style_alone():
    read = Page(page(RUN))

    (policy,) = [a["content"] for _, a in read.elements if a.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def test_every_control_has_a_name():
    read = Page(page(RUN))

    assert sum(tag == "label" for tag, _ in read.elements) == sum(
        tag in ("input", "select") for tag, _ in read.elements
    )


def test_findings_stand_below_the_line_that_they_speak_of():
    text = page(Run((MIGRATED,)))

    assert text.index("RUN pip install flask") < text.index("<b>DFM901</b> pip becomes uv")
    assert '<td class="ins"><code><span class="sign">+</span>RUN uv pip install flask</code></td>' in text


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("", "", [], id="nothing"),
        pytest.param("a\n", "a", [("a", "a", False)], id="a missing last newline is no line"),
        pytest.param("a\r\nb\r\n", "a\r\nc\r\n", [("a", "a", False), ("b", "c", True)], id="CRLF"),
        pytest.param("a\n", "b\nc\n", [("a", "b", True), (None, "c", True)], id="more lines"),
        pytest.param("a\nb\n", "b\n", [("a", None, True), ("b", "b", False)], id="fewer lines"),
    ],
)
def test_lines_beside_each_other(before, after, expected):
    found = [
        (p.old and p.old.text, p.new and p.new.text, p.changed) for p in pairs(before, after, frozenset())
    ]

    assert found == expected


def test_what_stays_is_folded_except_around_changes_and_findings():
    lines = [f"{n}\n" for n in range(1, 31)]
    after = [*lines[:14], "new\n", *lines[15:]]

    found = list(pairs("".join(lines), "".join(after), frozenset({30})))

    assert [pair.hidden for pair in found if pair.hidden] == [11, 8]
    assert sum(pair.hidden or 1 for pair in found) == 30


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
class TestInABrowser:
    @pytest.fixture
    def browser(self, tmp_path):
        with Browser(tmp_path / "profile") as browser:
            yield browser

    def opened(self, browser, tmp_path, run):
        path = tmp_path / "page.html"
        path.write_text(page(run), encoding="utf-8")
        browser.open(path)
        return browser

    def shown(self, browser):
        return browser.value("[...document.querySelectorAll('.file:not([hidden])')].map(f => f.dataset.path)")

    def test_filters_and_keys(self, browser, tmp_path):
        self.opened(browser, tmp_path, RUN)
        assert browser.value("document.getElementById('shown').textContent") == "4 of 4 files"

        for key in "/part":
            browser.press(key)
        assert self.shown(browser) == ["partly/Dockerfile"]
        browser.press("Escape")
        assert len(self.shown(browser)) == 4

        browser.value("document.querySelector('button[data-fate=refused]').click()")
        assert self.shown(browser) == ["refused/Dockerfile"]
        assert browser.value("document.querySelector('button[data-fate=refused]').ariaPressed") == "true"
        browser.press("Escape")
        browser.value("document.querySelector('button[data-rule=DFM902]').click()")
        assert self.shown(browser) == ["partly/Dockerfile", "refused/Dockerfile"]

    def test_files_are_reached_and_folded_by_keyboard(self, browser, tmp_path):
        self.opened(browser, tmp_path, RUN)

        browser.press("j")
        browser.press("j")
        path = "document.activeElement.closest('details').dataset.path"
        assert browser.value(path) == "partly/Dockerfile"
        browser.press("k")
        assert browser.value(path) == "migrated/Dockerfile"
        before = browser.value("document.activeElement.parentElement.open")
        browser.press("Enter")
        assert browser.value("document.activeElement.parentElement.open") is not before

    def test_nothing_runs_and_nothing_is_fetched(self, browser, tmp_path):
        self.opened(browser, tmp_path, WORST)

        assert browser.value("document.scripts.length") == 1
        assert browser.value("document.images.length") == 0
        asked = [
            e["params"]["request"]["url"]
            for e in browser.events
            if e["method"] == "Network.requestWillBeSent"
        ]
        assert [url for url in asked if not url.endswith("page.html")] == []
        assert [
            e for e in browser.events if e["method"] in ("Log.entryAdded", "Page.javascriptDialogOpening")
        ] == []

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_text_is_readable_on_its_ground(self, browser, tmp_path, scheme):
        browser.scheme(scheme)
        self.opened(browser, tmp_path, Run((*RUN.reports, *WORST.reports)))

        poor = browser.value(CONTRAST)
        assert poor == []

    def test_long_lines_do_not_widen_the_page(self, browser, tmp_path):
        run = Run((report("FROM python\nRUN pip install " + "x" * 3000 + "\n"), UNCHANGED))
        self.opened(browser, tmp_path, run)

        assert browser.value("document.documentElement.scrollWidth <= innerWidth")


CONTRAST = """(() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const f = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  const ground = (el) => {
    for (; el; el = el.parentElement) {
      const c = channels(getComputedStyle(el).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  for (const el of document.querySelectorAll("body *")) {
    if (!el.checkVisibility() || ![...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(channels(getComputedStyle(el).color)), light(ground(el))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.add(el.tagName + "." + el.className + " " + ratio.toFixed(2));
  }
  return [...poor];
})()"""
