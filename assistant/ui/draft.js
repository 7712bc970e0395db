/* The Draft tab's behaviour in the browser; page.js joins it to the rest of the page. */
window.baocaoDraft = (page) => {
  "use strict";
  const root = document.documentElement;
  const session = {
    get: (name) => { try { return window.sessionStorage.getItem(`baocao.${name}`); } catch { return null; } },
    set: (name, value) => { try { window.sessionStorage.setItem(`baocao.${name}`, value); } catch { /* private mode */ } },
    drop: (name) => { try { window.sessionStorage.removeItem(`baocao.${name}`); } catch { /* private mode */ } },
  };
  const requestBox = () => document.getElementById("draft-request-box");
  const narrow = window.matchMedia("(max-width: 799.98px)");

  /* ---- what is typed survives every new drawing, and the request also a reload ---- */
  const held = new Map();
  const kept = session.get("request");
  if (kept) held.set("request", kept);
  const hold = (event) => {
    const field = event.target;
    if (!field.dataset?.held) return;
    held.set(field.dataset.held, field.value);
    if (field.dataset.held === "request") session.set("request", field.value);
  };
  const forget = (key) => {
    held.delete(key);
    if (key === "request") session.drop("request");
  };
  const restoreHeld = (element) => {
    element.querySelectorAll("[data-held]").forEach((field) => {
      const value = held.get(field.dataset.held);
      if (value !== undefined && field.value !== value) field.value = value;
    });
  };
  const forgetGone = (element, ...beginnings) => {
    const here = new Set([...element.querySelectorAll("[data-held]")].map((field) => field.dataset.held));
    [...held.keys()].forEach((key) => {
      if (beginnings.some((one) => key.startsWith(one)) && !here.has(key)) held.delete(key);
    });
  };
  let prefilled = 0;
  const showRequest = (element) => {
    const box = requestBox();
    if (!box) return;
    const count = Number(box.dataset.prefilled);
    if (count > prefilled) {
      prefilled = count;
      forget("request");
      session.set("request", box.value);
      held.set("request", box.value);
      window.setTimeout(() => box.focus(), 60);
    }
    restoreHeld(element);
  };
  const fillRequest = (button) => {
    const box = requestBox();
    if (!box) return;
    box.value = button.dataset.request;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
    const gap = box.value.match(/〈[^〉]*〉/);
    if (gap) box.setSelectionRange(gap.index, gap.index + gap[0].length);
    box.scrollIntoView({ block: "center" });
  };

  /* ---- which column and which section are shown ---- */
  const press = (selector, name, value) => document.querySelectorAll(selector).forEach((button) => {
    button.setAttribute("aria-pressed", String(button.dataset[name] === value));
  });
  const showSection = (name) => {
    root.dataset.draftSide = name;
    press('[data-local="draft_side"]', "section", name);
    document.querySelectorAll(".side-section").forEach((one) => { one.hidden = one.dataset.section !== name; });
  };
  const showPane = (name) => {
    root.dataset.draftPane = name;
    press('[data-local="draft_pane"]', "pane", name);
  };
  showSection("paragraph");
  showPane("main");

  /* ---- the open draft is found again after a reload ---- */
  let tried = false;
  let current = "";
  const showBar = (element, part) => {
    const bar = element.querySelector("[data-draft]");
    if (!bar) return;
    const opened = bar.dataset.draft;
    if (opened !== current) {
      [...held.keys()].forEach((key) => { if (key !== "request") held.delete(key); });
      if (opened) { forget("request"); showPane("main"); showSection("paragraph"); }
      current = opened;
    }
    if (opened) {
      tried = true;
      session.set("openDraft", opened);
    } else if (!tried && session.get("openDraft")) {
      tried = true;
      part.trigger("reopen_draft", { draft: session.get("openDraft") });
    } else {
      tried = true;
      session.drop("openDraft");
    }
    showPane(root.dataset.draftPane);
  };

  /* ---- pointing at a block ---- */
  let pointed = null;
  let refocus = null;
  const markPointed = () => {
    document.querySelectorAll("#draft-main .para.pointed").forEach((one) => one.classList.remove("pointed"));
    document.querySelectorAll("#draft-main .handle[aria-current]").forEach((one) => one.removeAttribute("aria-current"));
    const block = pointed === null ? null : document.getElementById(`block-${pointed}`);
    block?.classList.add("pointed");
    block?.querySelector(".handle")?.setAttribute("aria-current", "true");
    return block;
  };
  const point = (data) => {
    pointed = data.block;
    if (data.stay) {
      if (narrow.matches) showPane("main");
      window.setTimeout(() => markPointed()?.scrollIntoView({ block: "center" }), 0);
      return;
    }
    showSection("paragraph");
    if (narrow.matches) showPane("side");
    markPointed();
  };
  const showMain = (element) => {
    settle();
    restoreHeld(element);
    forgetGone(element, "save_block-", "add_block-");
    const chosen = element.querySelector('.handle[aria-current="true"]');
    if (chosen) pointed = Number(JSON.parse(chosen.dataset.payload).block);
    markPointed();
    const typing = element.querySelector("textarea[data-focus]");
    if (typing && document.activeElement !== typing && !typing.dataset.seen) {
      typing.dataset.seen = "true";
      typing.focus({ preventScroll: true });
      typing.setSelectionRange(typing.value.length, typing.value.length);
      typing.scrollIntoView({ block: "nearest" });
    } else if (refocus !== null && !typing) {
      document.querySelector(`#block-${refocus} .handle`)?.focus({ preventScroll: true });
      refocus = null;
    }
  };
  const showSide = (element) => {
    restoreHeld(element);
    forgetGone(element, "blank-");
    showSection(root.dataset.draftSide);
  };

  /* ---- a sentence of the outline is dragged to another part ---- */
  let dragged = null;
  const unmark = () => document.querySelectorAll(".part.over").forEach((one) => one.classList.remove("over"));
  const dragging = (part) => {
    part.element.addEventListener("dragstart", (event) => {
      const fact = event.target.closest?.(".fact[data-fact]");
      if (!fact) return;
      dragged = fact;
      fact.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", fact.querySelector("p").textContent);
    });
    part.element.addEventListener("dragover", (event) => {
      const target = dragged && event.target.closest?.(".part");
      if (!target || target === dragged.closest(".part")) return;
      event.preventDefault();
      unmark();
      target.classList.add("over");
    });
    part.element.addEventListener("drop", (event) => {
      const target = dragged && event.target.closest?.(".part");
      if (!target || target === dragged.closest(".part")) return;
      event.preventDefault();
      const [id, start, end] = dragged.dataset.fact.split(":");
      page.send(part, "move_fact", { document: id, start: Number(start), end: Number(end), part: target.dataset.part }, dragged);
    });
    part.element.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); dragged = null; unmark(); });
  };

  /* ---- something is under way ---- */
  let waiting = 0;
  const settle = () => { window.clearTimeout(waiting); delete root.dataset.draftBusy; };
  const wait = () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => { root.dataset.draftBusy = "true"; }, 250);
  };
  const waited = ["pin_fact", "drop_fact", "drop_document", "move_fact", "add_fact", "find_facts", "update_brief",
    "save_block", "add_block", "fill_blank", "lock_block", "lock_part", "restore_version", "compare_versions",
    "download_draft", "open_draft", "draft_again"];
  const before = Object.fromEntries(waited.map((name) => [name, wait]));
  const toText = () => { wait(); if (narrow.matches) showPane("main"); };
  Object.assign(before, {
    use_in_draft: () => page.openTab("draft"),
    focus_block: point,
    edit_block: toText,
    begin_block: toText,
    compare_versions: toText,
    restore_version: toText,
    update_brief: toText,
    write_draft: () => showPane("main"),
    revise_draft: (data) => { forget(`instruction-${data.part}`); toText(); },
    save_block: (data) => { wait(); refocus = data.block; },
    cancel_edit: (data, button) => { refocus = button.closest("form").elements.block.value; },
    download_draft: (data, button) => { wait(); button.closest("details").open = false; },
    rename_draft: (data, form) => { form.closest("details").open = false; },
  });

  const connected = (part, name) => {
    if (!name.startsWith("draft-")) return;
    part.element.addEventListener("input", hold);
    if (name !== "draft-main") return;
    dragging(part);
    part.element.addEventListener("click", (event) => {
      const block = event.target.closest(".para");
      if (!block || event.target.closest("button, textarea, input, summary")) return;
      if (String(window.getSelection())) return;
      block.querySelector(".handle")?.click();
    });
  };
  const restoreTab = () => { if (session.get("tab") === "draft") page.openTab("draft"); };
  const rememberTab = (name) => session.set("tab", name);

  return {
    local: {
      draft_template: fillRequest,
      draft_side: (button) => showSection(button.dataset.section),
      draft_pane: (button) => showPane(button.dataset.pane),
    },
    before,
    rendered: {
      "draft-request": showRequest,
      "draft-bar": showBar,
      "draft-brief": restoreHeld,
      "draft-main": showMain,
      "draft-side": showSide,
      "draft-list": settle,
      "draft-notice": (element) => {
        settle();
        element.querySelector(".draft-trouble")?.scrollIntoView({ block: "nearest" });
      },
      "draft-source": page.showMark,
      "draft-file": (element) => { settle(); page.saveFile(element); },
    },
    connected,
    restoreTab,
    rememberTab,
  };
};
