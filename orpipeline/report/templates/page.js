"use strict";
(() => {
  const tip = document.getElementById("tip");
  let told = null;
  const hide = () => { told = null; tip.hidden = true; };
  const place = () => {
    if (!told) return;
    const box = told.getBoundingClientRect();
    const left = Math.min(Math.max(box.left + box.width / 2 - tip.offsetWidth / 2, 4), innerWidth - tip.offsetWidth - 4);
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 0 ? above : box.bottom + 8}px`;
  };
  const show = (mark) => {
    told = mark;
    tip.textContent = mark.dataset.tip;
    tip.hidden = false;
    place();
  };
  const over = (event) => {
    const mark = event.target.closest("[data-tip]");
    if (mark) show(mark); else hide();
  };
  for (const kind of ["pointerover", "pointerdown", "focusin"]) document.addEventListener(kind, over);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  // A focused place may still be scrolling into view: the words stay with it.
  document.addEventListener("scroll", place, { capture: true, passive: true });

  // The newest weeks stand at the right end.
  for (const box of document.querySelectorAll(".scroll.end")) box.scrollLeft = box.scrollWidth;

  // One tab stop for the whole strip; arrow keys move inside it.
  const strip = document.getElementById("strip");
  if (strip) {
    const grid = [...strip.rows].map((row) => [...row.cells].filter((cell) => cell.dataset.tip)).filter((row) => row.length);
    const last = grid[0][grid[0].length - 1];
    for (const row of grid) for (const cell of row) cell.tabIndex = cell === last ? 0 : -1;
    const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    strip.addEventListener("keydown", (event) => {
      const at = grid.findIndex((row) => row.includes(event.target));
      if (at < 0) return;
      const column = grid[at].indexOf(event.target);
      const ends = { Home: [at, 0], End: [at, grid[at].length - 1] };
      const step = steps[event.key];
      const [y, x] = step ? [at + step[0], column + step[1]] : ends[event.key] || [-1, -1];
      const next = grid[y] && grid[y][x];
      if (!next) return;
      event.preventDefault();
      event.target.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
      show(next);
    });
  }

  const matrix = document.getElementById("matrix");
  if (!matrix) return;
  const weeks = JSON.parse(document.getElementById("matrices").textContent);
  const pick = ["week", "strictness", "basis"].map((id) => document.getElementById(id));
  const fill = () => {
    const [week, strictness, basis] = pick;
    const first = (Number(strictness.value) - 1) * basis.options.length + basis.selectedIndex;
    const step = strictness.options.length * basis.options.length;
    let held = 0;
    let four = 0;
    const rows = weeks[week.value].windows.map(([label, digits]) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = label;
      row.append(head);
      for (let at = first; at < digits.length; at += step) {
        const cell = document.createElement("td");
        const count = digits[at] === "-" ? null : parseInt(digits[at], 36);
        const isFour = count !== null && count >= 4;
        held += count !== null;
        four += isFour;
        cell.textContent = count === null ? "–" : count;
        cell.className = isFour ? "four" : "few";
        row.append(cell);
      }
      return row;
    });
    matrix.tBodies[0].replaceChildren(...rows);
    document.getElementById("said").textContent =
      `${weeks[week.value].week}: ${four} of ${held} cells find four or more open models in the top five.`;
  };
  for (const select of pick) select.addEventListener("change", fill);
})();
