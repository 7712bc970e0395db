"""The pages that stand outside the page: logging in, and changing one's password. They load nothing."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from assistant.ui.render.markup import Html, join, tag
from assistant.ui.texts import HTML_LANGUAGES, LANGUAGE_NAMES, LANGUAGES, Texts

_END_OF_COLOURS = "/* ---- what Gradio puts around the page ---- */"


def render_log_in(
    texts: Texts, nonce: str, *, name: str = "", problem: Sequence[str] = (), changed: bool = False
) -> str:
    """The form for name and password. ``problem`` says why a try failed, ``changed`` that the password is new."""
    said = tag("p", texts("log_in.changed"), class_="said", role="status") if changed else None
    form = tag(
        "form",
        said or _problem(problem),
        _field("name", texts("log_in.name"), "text", "username", value=name, focus=not name),
        _field("password", texts("log_in.password"), "password", "current-password", focus=bool(name)),
        tag("button", texts("log_in.submit"), type="submit"),
        tag("p", texts("log_in.forgotten"), class_="small"),
        method="post",
        action="/login",
    )
    script = _SCRIPT + _WHO_IS_IN
    return _page(texts, nonce, texts("log_in.title"), "/login", tag("p", texts("log_in.intro")), form, script=script)


def render_password(texts: Texts, nonce: str, *, name: str, least: int, problem: Sequence[str] = ()) -> str:
    """The form for a new password of one's own."""
    form = tag(
        "form",
        _problem(problem),
        tag("input", type="text", name="username", value=name, autocomplete="username", hidden=True),
        _field("old", texts("log_in.old"), "password", "current-password", focus=True),
        _field("new", texts("log_in.new"), "password", "new-password"),
        _field("again", texts("log_in.again"), "password", "new-password"),
        tag("p", texts("log_in.hint", count=least), class_="small"),
        tag("button", texts("log_in.save"), type="submit"),
        tag("p", tag("a", texts("log_in.back"), href="/")),
        method="post",
        action="/password",
    )
    return _page(texts, nonce, texts("log_in.change"), "/password", tag("p", name), form, script=_SCRIPT)


def _problem(sentences: Sequence[str]) -> Html | None:
    if not sentences:
        return None
    return tag("div", *(tag("p", sentence) for sentence in sentences), class_="problem", role="alert")


def _field(name: str, label: str, kind: str, purpose: str, *, value: str = "", focus: bool = False) -> Html:
    box = tag(
        "input",
        type=kind,
        name=name,
        value=value or None,
        autocomplete=purpose,
        autocapitalize="none",
        spellcheck="false",
        maxlength=256,
        required=True,
        autofocus=focus,
    )
    return tag("label", tag("span", label), box)


def _page(texts: Texts, nonce: str, title: str, address: str, *content: Html, script: str) -> str:
    languages = [
        tag(
            "a",
            LANGUAGE_NAMES[language],
            href=f"{address}?language={language}",
            lang=HTML_LANGUAGES[language],
            aria_current="true" if language == texts.language else None,
        )
        for language in LANGUAGES
    ]
    head = join(
        (
            Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
            Html('<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">'),
            tag("title", f"{title} · {texts('page.name')}"),
            Html(f'<style nonce="{nonce}">{_colours()}{_STYLE}</style><script nonce="{nonce}">{script}</script>'),
        )
    )
    body = tag(
        "main",
        tag("nav", *languages, aria_label=texts("language.label")),
        tag("p", tag("b", texts("page.name")), class_="brand"),
        tag("h1", title),
        *content,
    )
    language = HTML_LANGUAGES[texts.language]
    return f'<!doctype html><html lang="{language}"><head>{head}</head><body>{body}</body></html>'


def _colours() -> str:
    """The colours of the page, both themes, from its own style sheet."""
    style = resources.files("assistant.ui").joinpath("page.css").read_text(encoding="utf-8")
    return style.partition(_END_OF_COLOURS)[0]


_SCRIPT = """
(() => {
  const kept = (name) => { try { return localStorage.getItem(`baocao.${name}`); } catch { return null; } };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = kept("theme") ?? (dark ? "dark" : "light");
  const asked = new URLSearchParams(location.search).get("language");
  try { if (asked) localStorage.setItem("baocao.language", asked); } catch { /* private mode */ }
})();
"""
_WHO_IS_IN = """
// a browser that came by a link from elsewhere sends no log-in with its first request; from here it does
if (!document.referrer.startsWith(location.origin)) {
  fetch("/gradio_api/app_id", { cache: "no-store" }).then((reply) => { if (reply.ok) location.replace("/"); });
}
"""
_STYLE = """
* { box-sizing: border-box; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 16px; background: var(--paper);
  color: var(--ink); font: 16px/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; }
main { width: min(100%, 400px); background: var(--sheet); border: 1px solid var(--line); border-radius: 12px;
  padding: 20px 24px; box-shadow: var(--shadow); overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 4px 14px; justify-content: flex-end; font-size: .875rem; }
nav a { min-height: 40px; display: inline-flex; align-items: center; }
a { color: var(--accent); }
a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.brand { margin: 8px 0 0; color: var(--accent); font-size: 1.125rem; }
h1 { margin: 0 0 4px; font-size: 1.5rem; line-height: 1.35; }
p { margin: 0 0 8px; }
form, label { display: grid; gap: 6px; }
form { gap: 14px; margin-top: 12px; }
[hidden] { display: none; }
input { width: 100%; min-height: 44px; padding: 8px 12px; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line-strong); border-radius: 8px; }
button { min-height: 44px; font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent);
  border: 0; border-radius: 8px; cursor: pointer; }
:is(input, button, a):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.problem { border: 1px solid var(--bad); background: var(--bad-soft); border-radius: 8px; padding: 10px 12px; }
.said { border: 1px solid var(--good); background: var(--good-soft); border-radius: 8px; padding: 10px 12px;
  margin: 0; }
.problem p:last-child { margin: 0; }
.small { font-size: .875rem; color: var(--ink-soft); margin: 0; }
"""
