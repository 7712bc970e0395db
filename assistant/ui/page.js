/* The page's behaviour in the browser. Python renders, this file listens: buttons with data-event are sent to Python,
   buttons with data-local are answered here. Nothing is loaded from anywhere and no markup is made from text. */
(() => {
  "use strict";
  if (window.baocaoPage) return;
  window.baocaoPage = true;

  const root = document.documentElement;
  const store = {
    get: (name) => { try { return window.localStorage.getItem(`baocao.${name}`); } catch { return null; } },
    set: (name, value) => { try { window.localStorage.setItem(`baocao.${name}`, value); } catch { /* private mode */ } },
  };

  /* ---- theme: the system's, until the reader chooses ---- */
  const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");
  const theme = () => store.get("theme") ?? (darkSystem.matches ? "dark" : "light");
  const showTheme = () => {
    root.dataset.theme = theme();
    document.body?.classList.toggle("dark", theme() === "dark");
    document.querySelectorAll('[data-local="theme"]').forEach((button) => {
      button.setAttribute("aria-label", theme() === "dark" ? button.dataset.toLight : button.dataset.toDark);
    });
  };
  darkSystem.addEventListener("change", showTheme);
  showTheme();

  /* ---- tabs ---- */
  const triggers = {};
  const showTab = (name) => {
    root.dataset.tab = name;
    draftTab.rememberTab(name);
    document.querySelectorAll('[role="tab"]').forEach((tab) => {
      const chosen = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(`panel-${tab.dataset.tab}`);
      panel?.setAttribute("role", "tabpanel");
      panel?.setAttribute("aria-labelledby", tab.id);
      panel?.toggleAttribute("data-shown", chosen);
    });
  };
  const openTab = (name) => {
    if (root.dataset.tab !== name) triggers[`open_${name}`]?.(`open_${name}`, {});
    showTab(name);
  };
  root.dataset.tab = "ask";

  /* ---- small things ---- */
  const box = () => document.querySelector("#question textarea");
  const busy = () => !root.dataset.lost && document.querySelector('#live [data-busy="true"]') !== null;
  const checking = () => document.querySelector('#check-result [data-busy="true"]') !== null;
  const setBox = (value) => {
    const field = box();
    if (!field) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    field.setSelectionRange(value.length, value.length);
  };
  const closeMenus = (except) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  };
  const closeHistory = () => { delete root.dataset.history; };
  const openSheet = () => { root.dataset.sheet = "open"; };
  let openedFrom = null;
  const closeSheet = () => {
    delete root.dataset.sheet;
    if (openedFrom && document.contains(openedFrom)) openedFrom.focus();
    openedFrom = null;
  };
  const copyText = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "only-heard";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };
  const copied = (button) => {
    const words = button.querySelector("span");
    const before = words.textContent;
    words.textContent = button.dataset.done;
    window.setTimeout(() => { words.textContent = before; }, 1600);
  };
  const local = {
    tab: (button) => openTab(button.dataset.tab),
    skip: () => box()?.focus(),
    theme: () => { store.set("theme", theme() === "dark" ? "light" : "dark"); showTheme(); },
    reload: () => window.location.reload(),
    explain: (button) => showTip(button),
    cancel_delete: (button) => { const fold = button.closest("details"); fold.open = false; fold.querySelector("summary").focus(); },
    copy: (button) => copyText(button.dataset.copy).then(() => copied(button)),
    open_history: () => { root.dataset.history = "open"; },
    close_history: closeHistory,
    close_source: closeSheet,
  };

  /* ---- feedback is shown at once and nothing is drawn anew, so that the page does not move ---- */
  const press = (button, chosen) => button.setAttribute("aria-pressed", String(chosen));
  const pressed = (button) => button.getAttribute("aria-pressed") === "true";
  const closeFold = (group) => {
    const fold = group.querySelector("details");
    if (fold.open && fold.contains(document.activeElement)) fold.querySelector("summary").focus();
    fold.open = false;
  };
  const showFeedback = (data, button) => {
    const group = button.closest(".feedback");
    const useful = group.querySelector(".useful");
    const reasons = [...group.querySelectorAll(".option[aria-pressed]")];
    const comment = group.querySelector('input[name="comment"]');
    const again = pressed(button);
    const chosen = data.useful === false && !again;
    press(useful, data.useful === true && !again);
    reasons.forEach((one) => press(one, chosen && one === button));
    if (data.useful !== false) comment.value = "";
    group.querySelector(".not-useful").dataset.pressed = String(chosen || (data.useful === false && comment.value !== ""));
    closeFold(group);
  };
  const showComment = (data, form) => {
    const group = form.closest(".feedback");
    const reasons = [...group.querySelectorAll(".option[aria-pressed]")];
    const given = data.comment.trim() !== "";
    if (given && !reasons.some(pressed)) reasons.forEach((one, at) => press(one, at === reasons.length - 1));
    press(group.querySelector(".useful"), false);
    group.querySelector(".not-useful").dataset.pressed = String(reasons.some(pressed));
    closeFold(group);
  };

  /* ---- what is sent to Python ---- */
  const before = {
    set_language: (data) => store.set("language", data.language),
    give_feedback: (data, button) => showFeedback(data, button),
    comment_feedback: (data, form) => showComment(data, form),
    rename_conversation: (data, form) => { form.closest("details").open = false; refocus = data.conversation; },
    delete_conversation: (data) => { refocus = data.conversation; },
    export_conversation: (data, button) => { button.closest("details").open = false; },
    open_source: (data, button) => {
      document.querySelectorAll('[data-event="open_source"][aria-current]').forEach((one) => one.removeAttribute("aria-current"));
      button.setAttribute("aria-current", "true");
      openedFrom = button;
      openSheet();
    },
    open_report: () => { root.dataset.sheet = "open"; },
    close_report: () => { delete root.dataset.sheet; },
    open_conversation: () => { closeHistory(); closeSheet(); },
    new_conversation: () => { closeHistory(); closeSheet(); window.setTimeout(() => box()?.focus(), 50); },
  };
  const send = (part, name, data, button) => {
    if (!part.events.includes(name)) return;
    before[name]?.(data, button);
    if (name === "open_report" && part.element.closest("#source, #check-source, #draft-source, #admin")) openTab("library");
    part.trigger(name, data);
  };

  const onClick = (part) => (event) => {
    const button = event.target.closest("[data-event], [data-local]");
    if (!button || !part.element.contains(button)) return;
    if (button.dataset.local) {
      local[button.dataset.local]?.(button);
      return;
    }
    if (busy() && ["ask_example", "retry", "forget_understood"].includes(button.dataset.event)) return;
    send(part, button.dataset.event, JSON.parse(button.dataset.payload ?? "{}"), button);
  };
  const onSubmit = (part) => (event) => {
    const form = event.target;
    if (form.dataset.leaving !== undefined) return leave();
    event.preventDefault();
    const data = Object.fromEntries(new FormData(form));
    if (["set_period", "draft_again"].includes(form.dataset.submit)) {
      const end = form.elements.end;
      end.setCustomValidity(data.start > data.end ? form.dataset.wrong : "");
      if (!form.reportValidity()) return;
      closeMenus();
    }
    if (form.dataset.submit) send(part, form.dataset.submit, data, form);
  };
  const onInput = (part) => {
    let waiting = 0;
    return (event) => {
      event.target.setCustomValidity?.("");
      const form = event.target.closest("form[data-changes]");
      if (!form) return;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => send(part, form.dataset.changes, Object.fromEntries(new FormData(form)), form), 220);
    };
  };

  /* ---- what a new rendering must not disturb ---- */
  const opened = new Map();
  const keepOpen = (event) => {
    const details = event.target;
    if (details.dataset?.keep) opened.set(details.dataset.keep, details.open);
    if (details.dataset?.menu !== undefined && details.open) closeMenus(details);
    if (details.open && details.closest(".feedback")) placeMenu(details);
  };
  /* A menu inside the conversation opens to where there is room, so that no part of it is cut off. */
  const placeMenu = (details) => {
    const menu = details.querySelector(".menu");
    const area = scroller().getBoundingClientRect();
    const at = details.getBoundingClientRect();
    const needed = menu.offsetHeight + 8;
    const up = area.bottom - at.bottom < needed && at.top - area.top > needed;
    details.toggleAttribute("data-up", up);
    const wide = menu.offsetWidth + 8;
    details.toggleAttribute("data-end", at.left + wide > area.right && at.right - wide > area.left);
    if (!up) menu.scrollIntoView({ block: "nearest" });
  };
  const restoreOpen = (element) => {
    element.querySelectorAll("details[data-keep]").forEach((details) => {
      const kept = opened.get(details.dataset.keep) ?? false;
      if (details.open !== kept) details.open = kept;
    });
  };
  /* What is being typed into a part survives its being drawn anew. */
  let typed = null;
  const rememberTyped = (event) => {
    const field = event.target;
    if (field.dataset?.typed) typed = { key: field.dataset.typed, value: field.value, at: field.selectionStart };
  };
  const forgetTyped = (event) => window.setTimeout(() => {
    if (event.target.isConnected && document.activeElement !== event.target) typed = null;
  }, 0);
  const restoreTyped = (element) => {
    if (!typed || document.activeElement?.dataset?.typed === typed.key) return;
    const field = [...element.querySelectorAll("[data-typed]")].find((one) => one.dataset.typed === typed.key);
    if (!field) return;
    field.value = typed.value;
    if (!field.checkVisibility()) return;
    field.focus({ preventScroll: true });
    if (typed.at !== null) field.setSelectionRange(typed.at, typed.at);
  };
  /* A row that was renamed or deleted is drawn anew: the keyboard goes on from there. */
  let refocus = null;
  const focusRow = (element) => {
    if (refocus === null) return;
    const rows = [...element.querySelectorAll(".row")];
    (rows.find((row) => row.dataset.payload.includes(refocus)) ?? rows[0] ?? box())?.focus();
    refocus = null;
  };
  const saveFile = (element) => {
    const file = element.querySelector("[data-download]");
    if (!file) return;
    const bytes = Uint8Array.from(window.atob(file.dataset.content), (one) => one.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: file.dataset.type }));
    link.download = file.dataset.download;
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const scroller = () => document.getElementById("conversation-scroll");
  let following = true;
  let wasBusy = false;
  const follow = () => {
    const area = scroller();
    if (!area || !following) return;
    const turns = area.querySelectorAll(".turn");
    const last = turns[turns.length - 1];
    const top = last ? last.getBoundingClientRect().top - area.getBoundingClientRect().top + area.scrollTop - 12 : 0;
    /* The newest question stays in sight: a long answer is read from its beginning. */
    area.scrollTop = Math.min(area.scrollHeight, top);
  };
  const showMark = (element) => {
    const body = element.querySelector(".pane-body");
    const mark = body?.querySelector("mark");
    if (!body) return;
    if (mark) {
      const offset = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
      body.scrollTop += offset - body.clientHeight / 3;
    } else {
      body.scrollTop = 0;
    }
    if (root.dataset.sheet === "open") body.focus({ preventScroll: true });
  };
  const announceTop = (element) => {
    const top = element.querySelector(".top");
    if (!top) return;
    root.lang = top.dataset.htmlLanguage;
    document.title = top.dataset.title;
    if (!root.dataset.arrived) { window.setTimeout(restoreDraft, 0); draftTab.restoreTab(); }
    root.dataset.arrived = "true";
    showTheme();
    showTab(root.dataset.tab);
  };
  const rendered = {
    top: announceTop,
    source: showMark,
    "check-source": showMark,
    download: saveFile,
    "history-rows": focusRow,
    report: (element) => { if (element.querySelector(".document")) { showMark(element); } },
    live: (element) => { if (busy() && !wasBusy) following = true; wasBusy = busy(); follow(); },
    conversation: follow,
  };

  /* ---- the Draft tab has a file of its own ---- */
  const draftTab = window.baocaoDraft({ send, openTab, showMark, saveFile });
  Object.assign(local, draftTab.local);
  Object.assign(before, draftTab.before);
  Object.assign(rendered, draftTab.rendered);
  const libraryTab = window.baocaoLibrary({ openTab, saveFile });
  Object.assign(local, libraryTab.local);
  Object.assign(rendered, libraryTab.rendered);

  const connect = (part) => {
    const name = part.element.closest("[id]:not([id^='html-'])")?.id ?? "";
    part.events.forEach((event) => { if (name === "refresh") triggers[event] = part.trigger; });
    part.element.addEventListener("click", onClick(part));
    part.element.addEventListener("submit", onSubmit(part));
    part.element.addEventListener("input", onInput(part));
    part.element.addEventListener("toggle", keepOpen, true);
    part.element.addEventListener("input", rememberTyped);
    part.element.addEventListener("focusout", forgetTyped);
    const settle = () => { restoreOpen(part.element); restoreTyped(part.element); rendered[name]?.(part.element, part); hideTip(); };
    draftTab.connected(part, name);
    libraryTab.connected(part, name);
    part.watch("value", settle);
    settle();
  };

  /* ---- explanations on hover and focus ---- */
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let tipFor = null;
  const hideTip = () => {
    tip.hidden = true;
    tipFor?.removeAttribute("aria-describedby");
    tipFor = null;
  };
  const showTip = (target) => {
    if (!tip.isConnected) document.body.append(tip);
    hideTip();
    tipFor = target;
    tip.textContent = target.dataset.tip;
    tip.hidden = false;
    target.setAttribute("aria-describedby", "tip");
    const place = target.getBoundingClientRect();
    const size = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, place.left + place.width / 2 - size.width / 2), window.innerWidth - size.width - 8);
    const above = place.top - size.height - 8;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 8 ? above : place.bottom + 8}px`;
  };
  const tipTarget = (event) => (event.target instanceof Element ? event.target.closest("[data-tip]") : null);
  document.addEventListener("mouseover", (event) => {
    const target = tipTarget(event);
    if (target && target !== tipFor) showTip(target);
    else if (!target && tipFor && document.activeElement !== tipFor) hideTip();
  });
  document.addEventListener("focusin", (event) => {
    const target = tipTarget(event);
    if (target?.matches(":focus-visible")) showTip(target);
    else hideTip();
  });
  document.addEventListener("scroll", hideTip, true);

  /* ---- keys ---- */
  const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable]");
  const lastQuestion = () => {
    const named = [...document.querySelectorAll("[data-last-question]")];
    return named.length ? named[named.length - 1].dataset.lastQuestion : null;
  };
  const onEscape = () => {
    if (!tip.hidden) hideTip();
    if (document.querySelector("details[data-menu][open]")) closeMenus();
    else if (root.dataset.tab === "check" && checking()) document.getElementById("check-stop")?.click();
    else if (busy()) document.getElementById("stop")?.click();
    else if (root.dataset.history) closeHistory();
    else if (root.dataset.sheet) closeSheet();
  };
  const moveTab = (event) => {
    const tabs = [...document.querySelectorAll('[role="tab"]')];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
    next.focus();
    openTab(next.dataset.tab);
  };
  /* Whoever scrolls is reading: the page stays where it is until the next question. */
  ["wheel", "touchmove"].forEach((kind) => document.addEventListener(kind, (event) => {
    if (event.target instanceof Element && scroller()?.contains(event.target)) following = false;
  }, { passive: true }));
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") onEscape();
    else if (event.key === "/" && !typing(event.target)) {
      event.preventDefault();
      openTab("ask");
      box()?.focus();
    } else if (event.key === "ArrowUp" && event.target === box() && box().value === "" && lastQuestion()) {
      event.preventDefault();
      setBox(lastQuestion());
    } else if (event.target.getAttribute?.("role") === "tab" && ["ArrowRight", "ArrowLeft"].includes(event.key)) {
      event.preventDefault();
      moveTab(event);
    }
  });
  /* While an answer is being written Enter must not send a second question. */
  document.addEventListener("keypress", (event) => {
    if (event.key === "Enter" && !event.shiftKey && event.target === box() && (busy() || !box().value.trim())) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);
  document.addEventListener("click", (event) => {
    const menu = event.target instanceof Element ? event.target.closest("details[data-menu]") : null;
    closeMenus(menu);
    if (event.target instanceof Element && event.target.closest("#send")) box()?.focus();
    if (root.dataset.history && event.target === document.getElementById("ask-grid")) closeHistory();
  });
  /* ---- a server that does not answer, or that was started anew and knows nothing of this page ---- */
  const notice = (name, shown) => document.querySelectorAll(`.notice-bar.${name}`).forEach((bar) => { bar.hidden = !shown; });
  const lost = () => { root.dataset.lost = "true"; notice("offline", true); };
  const found = ({ app_id: running }) => {
    const mine = window.gradio_config?.app_id;
    const restarted = mine !== undefined && String(running) !== String(mine);
    notice("offline", false);
    notice("restarted", restarted);
    if (!restarted) delete root.dataset.lost;
  };
  const ping = () => fetch("gradio_api/app_id", { cache: "no-store" })
    .then((reply) => (reply.ok ? reply.json() : Promise.reject(new Error(reply.status))))
    .then(found, lost);
  window.setInterval(() => { if (!document.hidden) ping(); }, 15000);
  window.addEventListener("offline", lost);
  window.addEventListener("online", ping);

  /* ---- who is logged out sees nothing of this page any more ---- */
  const plainFetch = window.fetch;
  window.fetch = async (...request) => {
    const reply = await plainFetch(...request);
    if (reply.status === 401) window.location.replace("/login");
    return reply;
  };

  /* ---- a question that was typed but not asked survives a reload, but not the log-out ---- */
  const draft = "baocao.draft";
  let leaving = false;
  const leave = () => {
    leaving = true;
    try { window.sessionStorage.removeItem(draft); } catch { /* private mode */ }
  };
  window.addEventListener("pagehide", () => {
    if (leaving) return;
    try { window.sessionStorage.setItem(draft, box()?.value ?? ""); } catch { /* private mode */ }
  });
  const restoreDraft = () => {
    let kept = "";
    try { kept = window.sessionStorage.getItem(draft) ?? ""; } catch { /* private mode */ }
    if (kept && box()?.value === "") setBox(kept);
  };

  const early = window.baocaoParts ?? [];
  window.baocaoParts = { push: connect };
  early.forEach(connect);
  window.setTimeout(() => { root.dataset.arrived = "true"; }, 8000);
})();
