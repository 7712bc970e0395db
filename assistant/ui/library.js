/* The Library tab's behaviour in the browser: dropping and sending files, choosing rows. page.js joins it to the page. */
window.baocaoLibrary = (page) => {
  "use strict";
  const root = document.documentElement;
  const AT_ONCE = 2;
  let work = null;

  /* ---- sending files: each is the body of a request of its own; what has come is queued together ---- */
  const drop = () => document.querySelector("[data-drop]");
  const list = () => document.querySelector("#library-drop .sending");
  const collection = () => document.querySelector('[name="upload-collection"]')?.value.trim() || "default";
  const row = (name, words) => {
    const item = document.createElement("li");
    const label = document.createElement("span");
    label.className = "file";
    label.textContent = name;
    const state = document.createElement("small");
    state.textContent = words;
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    item.append(label, bar, state);
    list()?.append(item);
    return { item, bar, state };
  };
  const language = () => document.querySelector(".top")?.dataset.language ?? root.lang.slice(0, 2);
  const send = (file, shown) => new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", "library/upload");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.path));
    request.setRequestHeader("X-Page-Language", language());
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) shown.bar.value = Math.round((100 * event.loaded) / event.total);
    });
    const end = (words) => {
      shown.item.dataset.state = "refused";
      shown.bar.remove();
      shown.state.textContent = words || drop()?.dataset.failed || "";
      resolve(null);
    };
    request.addEventListener("load", () => {
      let reply = {};
      try { reply = JSON.parse(request.responseText); } catch { /* not ours */ }
      if (request.status === 401) window.location.replace("/login");
      if (!reply.ok) return end(reply.error?.message);
      shown.bar.value = 100;
      resolve({ token: reply.token, shown });
    });
    request.addEventListener("error", () => end(""));
    request.addEventListener("abort", () => end(""));
    request.send(file.blob);
  });
  const queue = async (tokens) => {
    const reply = await fetch("library/queue", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Page-Language": language() },
      body: JSON.stringify({ uploads: tokens, collection: collection() }),
    });
    return reply.json();
  };
  const sendAll = async (files) => {
    const zone = drop();
    if (!zone || !list()) return;
    if (!files.length) { row(zone.dataset.none, "").bar.remove(); return; }
    list().replaceChildren();
    const waiting = files.map((file) => ({ file, shown: row(file.path, zone.dataset.sending) }));
    const sent = [];
    const next = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) {
        const done = await send(one.file, one.shown);
        if (done) sent.push(done);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    if (sent.length) {
      let reply = {};
      try { reply = await queue(sent.map((one) => one.token)); } catch { /* told below */ }
      sent.forEach(({ shown }) => {
        if (reply.ok) { shown.item.remove(); return; }
        shown.item.dataset.state = "refused";
        shown.state.textContent = reply.error?.message || zone.dataset.failed;
      });
    }
    work?.trigger("refresh_work", {});
  };
  const chosen = (input) => {
    const files = [...input.files].map((file) => ({ path: file.webkitRelativePath || file.name, blob: file }));
    input.value = "";
    if (files.length) sendAll(files);
  };

  /* A folder that is dropped is walked through; hidden files are left out, as the command does. */
  const entries = (reader) => new Promise((resolve, reject) => reader.readEntries(resolve, reject));
  const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));
  const walk = async (entry, before = "") => {
    if (entry.name.startsWith(".")) return [];
    const path = `${before}${entry.name}`;
    if (entry.isFile) return [{ path, blob: await fileOf(entry) }];
    const reader = entry.createReader();
    const found = [];
    for (let some = await entries(reader); some.length; some = await entries(reader)) {
      for (const one of some) found.push(...await walk(one, `${path}/`));
    }
    return found;
  };
  const dropped = async (event) => {
    const items = [...event.dataTransfer.items].filter((one) => one.kind === "file");
    const roots = items.map((one) => [one.webkitGetAsEntry?.(), one.getAsFile()]);
    const found = [];
    for (const [entry, file] of roots) {
      if (entry) found.push(...await walk(entry));
      else if (file) found.push({ path: file.name, blob: file });
    }
    sendAll(found);
  };
  const inZone = (event) => event.target instanceof Element && event.target.closest("[data-drop]");
  document.addEventListener("dragover", (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    drop()?.toggleAttribute("data-over", Boolean(inZone(event)));
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop()?.removeAttribute("data-over"); });
  document.addEventListener("drop", (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();  // a file that misses the zone must not take the place of the page
    drop()?.removeAttribute("data-over");
    if (inZone(event)) dropped(event);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-files], [data-folder]")) chosen(event.target);
  });

  /* ---- choosing rows: kept while the table is drawn anew, told to the forms when they are sent ---- */
  const picked = new Set();
  let everything = false;
  const boxes = () => [...document.querySelectorAll("#library-list [data-pick]:not(:disabled)")];
  const showPicked = () => {
    const bar = document.querySelector("#library-list .bulk");
    if (!bar) return;
    boxes().forEach((box) => { box.checked = everything || picked.has(box.dataset.pick); });
    const all = document.querySelector("[data-pick-all]");
    if (all) all.checked = boxes().length > 0 && boxes().every((box) => box.checked);
    const matching = bar.querySelector("[data-pick-matching]");
    if (matching) matching.checked = everything;
    bar.hidden = !everything && picked.size === 0;
    const words = bar.querySelector("[data-picked]");
    words.textContent = (picked.size === 1 ? words.dataset.one : words.dataset.other).replace("{count}", picked.size);
    words.hidden = everything;
  };
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof Element) || !box.closest("#library-list")) return;
    if (box.dataset.pick !== undefined) {
      everything = false;
      if (box.checked) picked.add(box.dataset.pick); else picked.delete(box.dataset.pick);
    } else if (box.dataset.pickAll !== undefined) {
      everything = false;
      boxes().forEach((one) => { if (box.checked) picked.add(one.dataset.pick); else picked.delete(one.dataset.pick); });
    } else if (box.dataset.pickMatching !== undefined) {
      everything = box.checked;
    } else return;
    showPicked();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset?.picks === undefined) return;
    form.elements.documents.value = everything ? "*" : [...picked].join(" ");
    picked.clear();
    everything = false;
  }, true);

  /* ---- the period of a correction is two dates in order ---- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const { start, end } = form.elements ?? {};
    if (form.dataset?.submit !== "correct_field" || !start || !end) return;
    const wrong = (start.value === "") !== (end.value === "") || start.value > end.value;
    end.setCustomValidity(wrong ? form.dataset.wrong : "");
    if (wrong) { event.preventDefault(); event.stopImmediatePropagation(); form.reportValidity(); }
  }, true);
  document.addEventListener("input", (event) => event.target.form?.elements?.end?.setCustomValidity?.(""), true);

  return {
    local: {
      choose_files: () => document.querySelector("[data-files]")?.click(),
      choose_folder: () => document.querySelector("[data-folder]")?.click(),
    },
    rendered: { "admin-download": page.saveFile },
    connected: (part, name) => {
      if (name === "library-work") work = part;
      if (name === "library-list") part.watch("value", () => window.setTimeout(showPicked, 0));
    },
  };
};
