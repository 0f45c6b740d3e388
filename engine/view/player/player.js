// The list of records on the left, and going from step to step. What a step says is in steps.js.
"use strict";

// The list on the left ----------------------------------------------------------------------------

const rowOf = new Map();  // place -> its button
const backStep = new Map(backward.map((step, index) => [step.record, firstBack + index]));

// What a click on a place asks for: its step forwards or, once the backward pass has begun, back.
function visit(place) {
  const forwards = place >= 0 ? 1 + place : 0;
  show(position >= firstBack ? backStep.get(place) ?? forwards : forwards);
}

function addRow(box, place, what) {
  const name = place >= 0 && records[place].name ? make("b", {}, ` ${records[place].name}`) : null;
  const row = make("button", { type: "button" },
    make("span", { class: "what" }, what, name),
    make("span", { class: "number" }, `${shapeText(valueAt(place).shape)} ${brief(valueAt(place))}`),
    make("span", { class: "number sum" }));
  row.addEventListener("click", () => visit(place));
  rowOf.set(place, row);
  box.append(row);
}

function fillList() {
  const box = document.getElementById("records");
  box.append(make("h3", {}, "Leaves"));
  leaves.forEach((leaf, j) => leaf.kind === "constant" || addRow(box, -1 - j, label(-1 - j)));
  let scope = null;
  records.forEach((record, index) => {
    if (record.scope !== scope) box.append(make("h3", {}, record.scope ? `Records in ${record.scope}` : "Records"));
    scope = record.scope;
    addRow(box, index, `%${index} ${call(record)}`);
  });
}

function markList(step) {
  const known = gradientsAt(position);
  const current = step.kind === "forward" ? step.index : step.at;
  const inputs = current === undefined ? [] : records[current].inputs;
  for (const [place, row] of rowOf) {
    row.classList.toggle("current", place === current);
    row.classList.toggle("input", inputs.includes(place));
    row.classList.toggle("later", place >= position);
    row.querySelector(".sum").textContent = known.has(place) ? `gradient ${brief(known.get(place))}` : "";
  }
  markMap(current, inputs, known);
  const row = rowOf.get(current), box = document.getElementById("records");
  if (row && box.scrollHeight > box.clientHeight) row.scrollIntoView({ block: "nearest" });
}

// Going from step to step -------------------------------------------------------------------------

let position = 0;
let timer = null;
const byId = (id) => document.getElementById(id);

function show(wanted) {
  position = Math.min(Math.max(wanted, 0), steps.length - 1);
  const step = steps[position];
  byId("step").replaceChildren(...tell[step.kind](step).filter((node) => node !== null));
  byId("position").textContent = positionText(position);
  byId("slider").value = position;
  byId("first").disabled = byId("previous").disabled = position === 0;
  byId("last").disabled = byId("next").disabled = position === steps.length - 1;
  if (position === steps.length - 1) stop();
  markList(step);
  markWide();
}

// A grid that is wider than its place can be reached by Tab; there, the arrow keys scroll it.
function markWide() {
  for (const grid of document.querySelectorAll("#step .grid"))
    if (grid.scrollWidth > grid.clientWidth) grid.tabIndex = 0;
    else grid.removeAttribute("tabindex");
}
document.addEventListener("toggle", markWide, true);  // it does not bubble

function stop() {
  clearInterval(timer);
  timer = null;
  byId("play").textContent = "Play";
  byId("play").setAttribute("aria-label", "Play (space)");
}

function play() {
  if (timer !== null) return stop();
  if (position === steps.length - 1) show(0);
  timer = setInterval(() => show(position + 1), 1500);
  byId("play").textContent = "Pause";
  byId("play").setAttribute("aria-label", "Pause (space)");
}

const go = {
  ArrowRight: () => show(position + 1),
  ArrowLeft: () => show(position - 1),
  Home: () => show(0),
  End: () => show(steps.length - 1),
  " ": play,
};

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || !(event.key in go)) return;
  const pressed = ["BUTTON", "SUMMARY"].includes(event.target.tagName);
  if (event.key === " " && pressed) return;  // it presses that
  if (event.key.startsWith("Arrow") && event.target.classList.contains("grid")) return;
  event.preventDefault();
  go[event.key]();
});
for (const [id, key] of Object.entries({ first: "Home", previous: "ArrowLeft", next: "ArrowRight", last: "End", play: " " }))
  byId(id).addEventListener("click", go[key]);
byId("slider").max = steps.length - 1;
byId("slider").addEventListener("input", (event) => show(Number(event.target.value)));
byId("about").textContent = `${plural(records.length, "record")}: ${count(records.length)} forward, ` +
  `${count(backward.length)} back, and a start and an end`;

// The list stays below the header, whose height depends on the width of the window.
const measure = () => document.documentElement.style
  .setProperty("--header", `${document.querySelector("header").offsetHeight}px`);
addEventListener("resize", () => { measure(); markWide(); });
measure();
fillList();
drawMap(visit);
byId("off").hidden = !data.unvisited.length;
byId("shared").hidden = !shared.length;
byId("no-colour").textContent = `0, or a gradient at rounding level: at most ${level}, where the ` +
  `largest of this page is ${short(data.largest_gradient)}`;
show(0);
