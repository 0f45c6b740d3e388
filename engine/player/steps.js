// What each step of the tape in #data shows and says; player.cpp writes the data. An input is a
// number there: 0 and up for a record, -1 - j for leaf j. Text goes into the page as text alone, so
// that no name becomes markup.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const { records, leaves, walk } = data;

// Small helpers -----------------------------------------------------------------------------------

function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children.filter((child) => child !== null));
  return node;
}

const count = (n) => n.toLocaleString("en-US");
const shapeText = (shape) => (shape.length ? `[${shape.join(" x ")}]` : "[scalar]");
const sizeOf = (shape) => shape.reduce((product, n) => product * n, 1);
const listed = (items) =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

// Four digits; the whole number is in the value attribute of its element.
function short(x) {
  const number = Number(x);
  return Number.isFinite(number) ? String(Number(number.toPrecision(4))) : String(x);
}

// "0.5", or "1, 2, 3 ..." for the list on the left.
function brief(tensor) {
  const first = tensor.shown.slice(0, 3).map(short).join(", ");
  return tensor.shape.length === 0 ? first : `[${first}${sizeOf(tensor.shape) > 3 ? ", ..." : ""}]`;
}

// How the text calls a place on the tape.
function label(place) {
  const leaf = leaves[-1 - place];
  if (place >= 0) return records[place].name ? `${records[place].name} (%${place})` : `%${place}`;
  if (leaf.name) return leaf.name;
  return leaf.kind === "constant" ? brief(leaf.value) : `${leaf.kind} number ${-place}`;
}

const shortLabel = (place) => (place >= 0 ? `%${place}` : label(place));
const call = (record) => `${record.op}(${record.inputs.map(shortLabel).join(", ")})`;
const valueAt = (place) => (place >= 0 ? records[place].value : leaves[-1 - place].value);

// The steps ---------------------------------------------------------------------------------------

const steps = [
  { kind: "start" },
  ...records.map((_, index) => ({ kind: "forward", index })),
  ...walk.map((at, index) => ({ kind: "back", index, at: at.record })),
  { kind: "end" },
];
const firstBack = 1 + records.length;

// Beside each part that is sent: what its input had before, and which records send more later.
const senders = new Map();  // place -> the records that send something there, in the walk's order
const running = new Map([[data.loss, null]]);
for (const step of walk)
  for (const sent of step.sent) {
    sent.place = records[step.record].inputs[sent.input];
    sent.before = running.get(sent.place) ?? null;
    running.set(sent.place, sent.total);
    if (!senders.has(sent.place)) senders.set(sent.place, []);
    sent.turn = senders.get(sent.place).push(step.record) - 1;
  }

// What is known of the gradients after so many steps: place -> tensor.
function gradientsAt(position) {
  const known = new Map();
  for (const step of walk.slice(0, Math.max(0, position - firstBack + 1))) {
    known.set(step.record, step.gradient);
    for (const sent of step.sent) known.set(sent.place, sent.total);
  }
  return known;
}

// Values ------------------------------------------------------------------------------------------

// A grid with a row for each run along the last axis, coloured by sign and magnitude.
function grid(tensor) {
  const { shape, shown } = tensor;
  const size = sizeOf(shape);
  const finite = shown.map(Number).filter(Number.isFinite).map(Math.abs);
  const largest = Math.max(...finite, 0) || 1;
  const last = shape.length ? shape.at(-1) : 1;
  const inRows = size === shown.length && last <= 16;
  const cells = shown.map((element) => {
    const number = Number(element);
    const cell = make("data", { value: element }, short(element));
    if (!Number.isFinite(number)) cell.className = "odd";
    cell.style.setProperty("--sign", number < 0 ? "var(--minus)" : "var(--plus)");
    if (Number.isFinite(number))
      cell.style.setProperty("--share", `${Math.round((60 * Math.abs(number)) / largest)}%`);
    return cell;
  });
  const box = make("div", { class: inRows ? "grid" : "grid part" }, ...cells);
  if (inRows) box.style.gridTemplateColumns = `repeat(${Math.max(1, last)}, auto)`;
  let note = size === 0 ? "no elements" : "";
  if (size > shown.length)
    note = `first ${shown.length} of ${count(size)} shown; of all, the smallest is ` +
      `${short(tensor.smallest)}, the largest ${short(tensor.largest)}, the norm ${short(tensor.norm)}`;
  return make("div", {}, box, note ? make("p", { class: "note" }, note) : null);
}

function card(title, tensor, kind = "") {
  return make("div", { class: `card ${kind}` },
    make("h3", {}, title), make("p", {}, shapeText(tensor.shape)), grid(tensor));
}

// What each step says -----------------------------------------------------------------------------

function start() {
  const loss = label(data.loss);
  return [
    make("span", { class: "direction" }, "before the first record"),
    make("h2", {}, "What the tape begins with"),
    make("p", {}, `The leaves were made by hand: they belong to no tape. Forwards, each record ` +
      `computes one value from leaves and earlier records. Then the walk goes back from ${loss}, ` +
      `and finds how ${loss} changes with each of them.`),
    make("div", { class: "cards" }, ...leaves
      .map((leaf, j) => (leaf.kind === "constant" ? null : card(`${label(-1 - j)} (${leaf.kind})`, leaf.value)))),
    make("p", { class: "keys" }, "Keys: right and left arrow for one step, Home and End, space to " +
      "play. Blue is positive, orange negative; the largest of a grid has the strongest colour."),
  ];
}

function forward({ index }) {
  const record = records[index];
  const inputs = record.inputs.map(label);
  const where = record.scope ? `, in the scope ${record.scope}` : "";
  return [
    make("span", { class: "direction" }, `forwards: record %${index}${where}`),
    make("h2", {}, `${record.name || `%${index}`} = `, make("code", {}, call(record))),
    make("p", {}, inputs.length
      ? `${record.op} takes ${listed(inputs)} and makes a value of shape ${shapeText(record.value.shape)}. ` +
        `The tape notes the inputs, and beside each one how to send a gradient back to it.`
      : `${record.op} has no inputs that a gradient could flow to.`),
    make("div", { class: "cards" }, ...record.inputs.map((place) => card(label(place), valueAt(place))),
      card(`the output, ${label(index)}`, record.value, "result")),
  ];
}

// "0.5 + 0.25 = 0.75" for one input, and what is still to come.
function sentCard(sent) {
  const name = label(sent.place);
  const later = senders.get(sent.place).slice(sent.turn + 1).map(shortLabel);
  const equation = sent.before
    ? [grid(sent.before), make("span", { class: "sign" }, "+"), grid(sent.part),
       make("span", { class: "sign" }, "="), grid(sent.total)]
    : [grid(sent.part)];
  const first = sent.before ? "" : "The first part that it gets. ";
  const rest = later.length ? `More comes from ${listed([...new Set(later)])}.` : `Its gradient is complete.`;
  const shape = shapeText(sent.part.shape), pulled = shapeText(sent.pulled);
  const summed = shape === pulled ? "" :
    `Broadcasting had repeated ${name} to fill ${pulled}, so this is the sum over all repeats. `;
  return make("div", { class: "card sent", "data-to": shortLabel(sent.place) },
    make("h3", {}, `to ${name}`), make("p", {}, shape),
    make("div", { class: "equation" }, ...equation), make("p", {}, first + summed + rest));
}

function back({ index }) {
  const step = walk[index], record = records[step.record], name = label(step.record);
  const users = [...new Set((senders.get(step.record) ?? []).map(shortLabel))];
  const constants = [...new Set(record.inputs.filter((p) => p < 0 && leaves[-1 - p].kind === "constant"))];
  const why = index === 0
    ? `The walk begins at ${name}. Its gradient at itself is 1: it grows as fast as it grows.`
    : `The gradient at ${name} is complete: ` + (users.length === 1
      ? `${users[0]}, which used it, has been visited.` : `${listed(users)}, which used it, have been visited.`);
  const skipped = index === 0 && data.unvisited.length
    ? ` The walk will not visit ${listed(data.unvisited.map(shortLabel))}, on which ${name} does not depend.` : "";
  return [
    make("span", { class: "direction" }, `back: record %${step.record}`),
    make("h2", {}, `The gradient at ${name} goes to the inputs of `, make("code", {}, call(record))),
    make("p", {}, why + skipped),
    make("div", { class: "cards" }, card(`the gradient at ${name}`, step.gradient, "result")),
    make("p", {}, step.sent.length
      ? `${record.op} turns it into a part for ${step.sent.length === 1 ? "its input" : "each input"}:`
      : `No gradient flows on from here.`,
      constants.length ? ` Nothing goes to ${listed(constants.map(label))}, a constant.` : ""),
    make("div", { class: "cards" }, ...step.sent.map(sentCard)),
  ];
}

function end() {
  const rows = leaves.map((leaf, j) => (leaf.kind === "constant" ? null
    : make("tr", { "data-leaf": label(-1 - j) }, make("td", {}, make("b", {}, label(-1 - j)),
        make("p", { class: "note" }, `${leaf.kind} ${shapeText(leaf.value.shape)}`)), make("td", {}, grid(leaf.gradient)))));
  return [
    make("span", { class: "direction" }, "after the walk"),
    make("h2", {}, `The gradient of ${label(data.loss)} at every leaf`),
    make("p", {}, "A step of gradient descent takes a small multiple of each from its parameter."),
    make("table", { id: "gradients" },
      make("thead", {}, make("tr", {}, make("th", {}, "leaf"), make("th", {}, "gradient"))),
      make("tbody", {}, ...rows.filter((row) => row !== null))),
  ];
}

const tell = { start, forward, back, end };
