"use strict";
(() => {
  const one = (id) => document.getElementById(id);
  const files = Array.from(document.querySelectorAll(".file"));
  const path = one("path"), fate = one("fate"), rule = one("rule");

  const fits = (file) =>
    file.dataset.path.toLowerCase().includes(path.value.trim().toLowerCase()) &&
    (!fate.value || file.dataset.fate === fate.value) &&
    (!rule.value || file.dataset.rules.split(" ").includes(rule.value));

  const apply = () => {
    let shown = 0;
    for (const file of files) {
      file.hidden = !fits(file);
      shown += file.hidden ? 0 : 1;
    }
    one("shown").textContent = shown + " of " + files.length + " files";
    one("none").hidden = shown > 0;
    for (const button of document.querySelectorAll("button[data-fate], button[data-rule]")) {
      const chosen = button.dataset.fate ? fate.value === button.dataset.fate : rule.value === button.dataset.rule;
      button.setAttribute("aria-pressed", String(chosen));
    }
  };

  const toggle = (select, value) => {
    select.value = select.value === value ? "" : value;
    apply();
  };

  const clear = () => {
    path.value = fate.value = rule.value = "";
    apply();
  };

  const step = (by) => {
    const open = files.filter((file) => !file.hidden && file.matches("details"));
    const at = open.findIndex((file) => file.contains(document.activeElement));
    const next = at < 0 ? (by > 0 ? 0 : open.length - 1) : Math.min(Math.max(at + by, 0), open.length - 1);
    if (open[next]) {
      open[next].querySelector("summary").focus();
      open[next].scrollIntoView({ block: "center" });
    }
  };

  const fold = () => {
    const open = files.some((file) => file.open);
    for (const file of files) if (file.matches("details")) file.open = !open;
    one("fold").textContent = open ? "Unfold all" : "Fold all";
  };

  const keys = { "/": () => path.focus(), j: () => step(1), k: () => step(-1) };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { clear(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  for (const control of [path, fate, rule]) control.addEventListener("input", apply);
  one("filters").addEventListener("submit", (event) => event.preventDefault());
  one("fold").addEventListener("click", fold);
  for (const button of document.querySelectorAll("button[data-fate]")) {
    button.disabled = false;
    button.addEventListener("click", () => toggle(fate, button.dataset.fate));
  }
  for (const button of document.querySelectorAll("button[data-rule]")) {
    button.disabled = false;
    button.addEventListener("click", () => toggle(rule, button.dataset.rule));
  }
  one("filters").hidden = false;
  apply();
})();
