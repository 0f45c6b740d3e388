// What each step of the tape in #data shows and says; player.cpp writes the data. An input is a
// number there: 0 and up for a record, -1 - j for leaf j. Text goes into the page as text alone, so
// that no name becomes markup.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const { records, leaves, backward } = data;

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
  ...backward.map((at, index) => ({ kind: "back", index, at: at.record })),
  { kind: "end" },
];
const firstBack = 1 + records.length;

// What a reader may take for signal where it is rounding (grid).
for (const leaf of leaves) if (leaf.gradient) leaf.gradient.isGradient = true;
for (const step of backward)
  for (const tensor of [step.gradient, ...step.sent.flatMap((sent) => [sent.part, sent.total])])
    tensor.isGradient = true;

// Beside each part that is sent: what its input had before, and which records send more later.
const senders = new Map();  // place -> the records that send something there, in the backward pass's order
const running = new Map([[data.loss, null]]);
for (const step of backward)
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
  for (const step of backward.slice(0, Math.max(0, position - firstBack + 1))) {
    known.set(step.record, step.gradient);
    for (const sent of step.sent) known.set(sent.place, sent.total);
  }
  return known;
}

// Values ------------------------------------------------------------------------------------------

// At most so much of a gradient is at rounding level.
const level = String(Number(data.rounding.toPrecision(2)).toExponential());

// A grid with a row for each run along the last axis, coloured by sign and magnitude. Of a large
// tensor, the first 16 elements or less (whole rows) are in sight, and the others that the data
// holds unfold below.
function grid(tensor) {
  const { shape, shown } = tensor;
  const size = sizeOf(shape);
  const finite = shown.map(Number).filter(Number.isFinite).map(Math.abs);
  const largest = Math.max(...finite, 0) || 1;
  const last = shape.length ? shape.at(-1) : 1;
  const inRows = last <= 16;
  const isDust = (number) => tensor.isGradient && number !== 0 && Math.abs(number) <= data.rounding;
  const dust = shown.map(Number).filter(isDust).length;
  const cells = shown.map((element) => {
    const number = Number(element);
    const cell = make("data", { value: element }, short(element));
    if (!Number.isFinite(number)) cell.className = "odd";
    if (isDust(number)) cell.className = "dust";
    cell.style.setProperty("--sign", number < 0 ? "var(--minus)" : "var(--plus)");
    // What is neither 0 nor dust has some colour, however small it is.
    if (Number.isFinite(number) && number !== 0 && !isDust(number))
      cell.style.setProperty("--share", `${Math.max(6, Math.round((60 * Math.abs(number)) / largest))}%`);
    return cell;
  });
  const box = (some) => {
    const made = make("div", { class: inRows ? "grid" : "grid part" }, ...some);
    if (inRows) made.style.gridTemplateColumns = `repeat(${Math.max(1, last)}, auto)`;
    return made;
  };
  const aboutDust = dust === 0 ? null : make("p", { class: "note dust-note" },
    `${count(dust)} of these ${dust === 1 ? "is" : "are"} at rounding level, at most ${level} where the ` +
    `largest gradient of this page is ${short(data.largest_gradient)}: without colour, as 0 is`);
  if (size === shown.length)
    return make("div", { class: "tensor" }, box(cells), size ? null : make("p", { class: "note" }, "no elements"), aboutDust);
  const inSight = inRows ? 16 - (16 % last) : 16;
  const more = cells.slice(inSight);
  const left = size - shown.length;
  return make("div", { class: "tensor" }, box(cells.slice(0, inSight)),
    more.length ? make("details", {}, make("summary", {}, `the next ${more.length} elements`), box(more)) : null,
    aboutDust, make("p", { class: "note" }, `${shown.length} of ${count(size)} elements are in this page, ${count(left)} ` +
      `${left === 1 ? "is" : "are"} not; of all, the smallest is ${short(tensor.smallest)}, the largest ` +
      `${short(tensor.largest)}, the norm ${short(tensor.norm)}`));
}

const captioned = (caption, tensor, kind = "") =>
  make("div", { class: `captioned ${kind}` }, make("p", { class: "note" }, caption), grid(tensor));

function card(title, tensor, kind = "") {
  return make("div", { class: `card ${kind}` },
    make("h3", {}, title), make("p", {}, shapeText(tensor.shape)), grid(tensor));
}

// What each step says -----------------------------------------------------------------------------

const plural = (n, what) => `${count(n)} ${what}${n === 1 ? "" : "s"}`;

// Why there are more steps than records.
function plan() {
  const skipped = data.unvisited.length;
  return `The tape has ${plural(records.length, "record")}. The page has ${plural(steps.length, "step")}: this ` +
    `start, ${count(records.length)} forward (one for each record), ${count(backward.length)} back ` +
    `(one for each record ${skipped ? `on which ${label(data.loss)} depends` : "again"}), and the end.`;
}

// Where a step is, such as "Step 5 of 22: forward 4 of 11".
function positionText(position) {
  const step = steps[position];
  const where = { start: "the start", end: "the end",
    forward: `forward ${count(step.index + 1)} of ${count(records.length)}`,
    back: `back ${count(step.index + 1)} of ${count(backward.length)}` };
  return `Step ${count(position + 1)} of ${count(steps.length)}: ${where[step.kind]}`;
}

function start() {
  const loss = label(data.loss);
  return [
    make("span", { class: "direction" }, "before the first record"),
    make("h2", {}, "What the tape begins with"),
    make("p", {}, `The leaves were made by hand: they belong to no tape. Forwards, each record ` +
      `computes one value from leaves and earlier records. Then the backward pass begins at ${loss}, ` +
      `and finds how ${loss} changes with each of them.`),
    make("p", { class: "plan" }, plan()),
    make("div", { class: "cards" }, ...leaves
      .map((leaf, j) => (leaf.kind === "constant" ? null : card(`${label(-1 - j)} (${leaf.kind})`, leaf.value)))),
    make("p", { class: "keys" }, "Keys: right and left arrow for one step, Home and End, space to " +
      "play. A click on the map or on the list goes to that record."),
  ];
}

// All that a record is labelled with.
function labelsOf(index) {
  const record = records[index];
  return make("p", { class: "record" }, `The record: %${index}, op `, make("code", {}, record.op),
    `, shape ${shapeText(record.value.shape)}`, record.name ? `, name ${record.name}` : ", no name",
    record.scope ? `, scope ${record.scope}.` : ", no scope.");
}

// Formulas (pullback_formulas.cpp): g is the gradient at the output y.
const formulasOf = (record) => (Object.hasOwn(data.formulas, record.op) ? data.formulas[record.op] : null);
const numbered = (text, k) => text.replaceAll("x_k", `x_${k + 1}`);
const rowFor = (record, k) => formulasOf(record).pullbacks.at(k) ?? formulasOf(record).pullbacks.at(-1);
const letter = (record, k) => numbered(rowFor(record, k).input, k);
const pullback = (record, k) => numbered(rowFor(record, k).formula, k);

function formula(record) {
  const row = formulasOf(record);
  if (row === null)
    return make("p", { class: "formula" }, `${record.op} is no op of the engine: it has a pullback of your own, and ` +
      `this page knows no formula for it.`);
  const where = record.inputs.map((place, k) => `${letter(record, k)} is ${shortLabel(place)}`);
  return make("p", { class: "formula" }, "The formula: y = ", make("code", {}, row.value),
    where.length ? `; here, ${listed(where)}.` : ".");
}

function forward({ index }) {
  const record = records[index];
  const inputs = record.inputs.map(label);
  const where = record.scope ? `, in the scope ${record.scope}` : "";
  return [
    make("span", { class: "direction" }, `forwards: record %${index}${where}`),
    make("h2", {}, `${record.name || `%${index}`} = `, make("code", {}, call(record))),
    labelsOf(index),
    make("p", {}, inputs.length
      ? `${record.op} takes ${listed(inputs)} and makes a value of shape ${shapeText(record.value.shape)}. ` +
        `The tape notes the inputs, and beside each one its pullback: how to send the gradient g at y back to it.`
      : `${record.op} has no inputs that a gradient could flow to.`),
    formula(record),
    inputs.length > 0 && formulasOf(record) ? make("ul", { class: "pullbacks" }, ...record.inputs.map((place, k) =>
      make("li", {}, `to ${letter(record, k)}, ${label(place)}: `, make("code", {}, pullback(record, k))))) : null,
    make("div", { class: "cards" }, ...record.inputs.map((place) => card(label(place), valueAt(place))),
      card(`the output, ${label(index)}`, record.value, "result")),
  ];
}

// "0.5 + 0.25 = 0.75" for what flows to one input, and the words for it.
function flow(sent, from) {
  const all = senders.get(sent.place).map(shortLabel);
  const later = [...new Set(all.slice(sent.turn + 1))], earlier = [...new Set(all.slice(0, sent.turn))];
  const sign = (text) => make("span", { class: "sign" }, text);
  const part = captioned(`part from ${from}`, sent.part);
  const equation = sent.before
    ? [captioned("sum before", sent.before), sign("+"), part, sign("="),
       captioned(later.length ? "sum so far" : "sum: its gradient", sent.total)]
    : [part];
  const first = sent.before ? `The sum before came from ${listed(earlier)}. `
    : "The first part that it gets: its sum is the same. ";
  const rest = later.length ? `More comes from ${listed(later)}.` : `Its gradient is complete.`;
  const shape = shapeText(sent.part.shape), pulled = shapeText(sent.pulled);
  const summed = shape === pulled ? "" :
    `Broadcasting had repeated it to fill ${pulled}, so the part is the sum over all repeats. `;
  return [make("div", { class: "equation" }, ...equation), make("p", {}, first + summed + rest)];
}

// One input of a record in the backward pass. Its value is there because most pullbacks need it.
function inputCard(index, k) {
  const record = records[backward[index].record], { inputs } = record;
  const place = inputs[k], value = valueAt(place);
  const sent = backward[index].sent.find((part) => part.input === k);
  return make("div", { class: sent ? "card input sent" : "card input", "data-to": shortLabel(place) },
    make("h3", {}, inputs.length === 1 ? `the input, ${label(place)}` : `input ${k + 1} of ${inputs.length}, ${label(place)}`),
    make("p", {}, shapeText(value.shape)),
    sent && formulasOf(record) ? make("p", { class: "pullback" }, `as ${letter(record, k)} it is sent `,
      make("code", {}, pullback(record, k))) : null,
    make("div", { class: "flow" }, captioned("its value", value, "value"), make("div", {},
      ...(sent ? flow(sent, shortLabel(backward[index].record)) : [make("p", {}, "A constant: nothing flows to it.")]))));
}

function back({ index }) {
  const step = backward[index], record = records[step.record], name = label(step.record);
  const users = [...new Set((senders.get(step.record) ?? []).map(shortLabel))];
  const why = index === 0
    ? `The backward pass begins at ${name}. Its gradient at itself is 1: it grows as fast as it grows.`
    : `The gradient at ${name} is complete: ` + (users.length === 1
      ? `${users[0]}, which used it, has been visited.` : `${listed(users)}, which used it, have been visited.`);
  const skipped = index === 0 && data.unvisited.length
    ? ` The backward pass will not visit ${listed(data.unvisited.map(shortLabel))}, on which ${name} does not depend.` : "";
  return [
    make("span", { class: "direction" }, `back: record %${step.record}`),
    make("h2", {}, `The gradient at ${name} goes to the inputs of `, make("code", {}, call(record))),
    labelsOf(step.record),
    make("p", {}, why + skipped),
    make("div", { class: "cards" }, card(`the output, ${name}`, record.value, "output"),
      card(`the gradient at ${name}`, step.gradient, "result")),
    make("p", {}, step.sent.length
      ? `From these values, ${record.op} turns the gradient into a part for ${step.sent.length === 1 ? "one input" : "each input"}:`
      : `No gradient flows on from here.`),
    formula(record),
    make("div", { class: "cards" }, ...record.inputs.map((_, k) => inputCard(index, k))),
  ];
}

function end() {
  const rows = leaves.map((leaf, j) => (leaf.kind === "constant" ? null
    : make("tr", { "data-leaf": label(-1 - j) }, make("td", {}, make("b", {}, label(-1 - j)),
        make("p", { class: "note" }, `${leaf.kind} ${shapeText(leaf.value.shape)}`)), make("td", {}, grid(leaf.gradient)))));
  return [
    make("span", { class: "direction" }, "after the backward pass"),
    make("h2", {}, `The gradient of ${label(data.loss)} at every leaf`),
    make("p", {}, "A step of gradient descent takes a small multiple of each from its parameter."),
    make("table", { id: "gradients" },
      make("thead", {}, make("tr", {}, make("th", {}, "leaf"), make("th", {}, "gradient"))),
      make("tbody", {}, ...rows.filter((row) => row !== null))),
  ];
}

const tell = { start, forward, back, end };
