// A map of the tape: a dot for each record, in a column by its depth (the longest way to it from the
// leaves) and in a lane by its branch, so that one sees where the tape forks into heads and joins
// again; above the lanes, a square for each leaf that several records use, such as a shared trunk's
// weights.
"use strict";

const svg = document.getElementById("map");
const draw = (tag, attributes, ...children) => {
  const node = document.createElementNS(svg.namespaceURI, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
};

const off = new Set(data.unvisited);

// Which records use a place.
const users = new Map();
records.forEach((record, index) => {
  for (const place of new Set(record.inputs)) users.set(place, [...(users.get(place) ?? []), index]);
});

// Lanes -------------------------------------------------------------------------------------------

// The first of the lanes, outwards from `wanted`, that is free in the columns from begin to end.
function freeLane(taken, wanted, begin, end) {
  const free = (lane) => !(taken[lane] ?? []).some(([b, e]) => b <= end && begin <= e);
  for (let away = 0; ; ++away)
    for (const lane of [wanted + away, wanted - away])
      if (lane >= 0 && free(lane)) {
        (taken[lane] ??= []).push([begin, end]);
        return lane;
      }
}

// A chain is a run of records of which each goes on from the one before it; it has one lane.
function findChains() {
  const column = [], chainOf = [], chains = [];
  records.forEach((record, index) => {
    const from = record.inputs.filter((place) => place >= 0).sort((a, b) => column[b] - column[a]);
    column[index] = from.length ? column[from[0]] + 1 : 0;
    // What the loss depends on is not led on by what it does not depend on.
    const last = from.find((place) => chainOf[place].places.at(-1) === place && off.has(place) === off.has(index));
    if (last === undefined) chains.push({ places: [], parent: from[0] });
    chainOf[index] = last === undefined ? chains.at(-1) : chainOf[last];
    chainOf[index].places.push(index);
  });
  const taken = [];
  for (const chain of chains) {
    const head = chain.places[0], tip = chain.places.at(-1);
    const begin = chain.parent === undefined ? column[head] : column[chain.parent] + 1;
    const end = Math.max(column[tip], ...(users.get(tip) ?? []).map((user) => column[user] - 1));
    const wanted = chain.parent === undefined ? 0 : chainOf[chain.parent].lane;
    chain.lane = freeLane(taken, wanted, begin, end);
  }
  return { column, chainOf, chains, lanes: taken.length };
}

// Runs of records of one chain in one scope: each is a label below its lane, a line a name.
function findLabels({ chains, column }) {
  const labels = [];
  for (const chain of chains) {
    let scope = null;
    for (const place of chain.places) {
      if (records[place].scope !== scope)
        labels.push({ place, lane: chain.lane, scope: records[place].scope, columns: 1, from: column[place] });
      else labels.at(-1).columns = column[place] - labels.at(-1).from + 1;
      scope = records[place].scope;
    }
  }
  return labels.filter((one) => one.scope).map((one) => ({ ...one, lines: one.scope.split("/").slice(0, 3) }));
}

// Drawing -----------------------------------------------------------------------------------------

const letterWidth = 6, rowHeight = 22, margin = 14;  // pixels: a letter's width, a row of squares, the border
const found = findChains(), labels = findLabels(found);
const longest = (lines) => Math.max(...lines.map((line) => line.length)) * letterWidth + 8;
const wide = Math.min(60, Math.max(20, ...labels.map((one) => longest(one.lines) / one.columns)));
// How far below the first lane each lane is: one with labels needs more room below it.
const laneAt = [0];
for (let lane = 0; lane < found.lanes; ++lane)
  laneAt.push(laneAt[lane] + 22 + 11 * Math.max(0, ...labels.map((one) => (one.lane === lane ? one.lines.length : 0))));

const shared = leaves.map((_, j) => -1 - j)
  .filter((place) => leaves[-1 - place].kind !== "constant" && users.get(place)?.length > 1);
const squares = (() => {
  const taken = [], at = new Map();
  for (const place of shared) {
    const columns = users.get(place).map((user) => found.column[user]);
    const column = Math.min(...columns) - 0.5, room = label(place).length * letterWidth + 16;  // left of it
    at.set(place, { column, room, row: freeLane(taken, 0, column - room / wide, Math.max(...columns)) });
  }
  return { at, rows: taken.length };
})();

const above = margin + rowHeight * squares.rows;
const left = Math.max(margin, ...[...squares.at.values()].map(({ column, room }) => room - wide * (0.5 + column)));
const xOf = (place) => left + wide * (0.5 + (place >= 0 ? found.column[place] : squares.at.get(place).column));
const yOf = (place) => (place >= 0 ? above + 10 + laneAt[found.chainOf[place].lane]
  : margin + rowHeight * squares.at.get(place).row);

// Along its lane, an edge is straight; a fork leaves its lane at once, a join arrives at last.
function edge(from, to) {
  const [x1, y1, x2, y2] = [xOf(from), yOf(from), xOf(to), yOf(to)];
  if (from < 0) return `M${x1} ${y1} L${x2} ${y2}`;
  if (y1 === y2) {
    const places = found.chainOf[to].places;
    if (places[places.indexOf(to) - 1] === from) return `M${x1} ${y1} L${x2} ${y2}`;
    return `M${x1} ${y1} C${x1 + 8} ${y1 - 16} ${x2 - 8} ${y2 - 16} ${x2} ${y2}`;  // over the others
  }
  if (found.chainOf[to].places[0] === to)
    return `M${x1} ${y1} C${x1 + wide / 2} ${y1} ${x1 + wide / 2} ${y2} ${x1 + wide} ${y2} L${x2} ${y2}`;
  return `M${x1} ${y1} L${x2 - wide} ${y1} C${x2 - wide / 2} ${y1} ${x2 - wide / 2} ${y2} ${x2} ${y2}`;
}

const dots = new Map();  // place -> its group in the drawing

function addDot(place, shape, visit) {
  const record = records[place];
  const name = record ? `${label(place)}: ${call(record)}, ${shapeText(record.value.shape)}` +
    (record.scope ? `, in ${record.scope}` : "") : `${label(place)}, ${shapeText(valueAt(place).shape)}`;
  const reach = draw("circle", { class: "reach", cx: xOf(place), cy: yOf(place), r: Math.min(12, wide / 2) });
  const group = draw("g", { class: "dot", "data-place": place }, reach, shape, draw("title", {}));
  group.querySelector("title").textContent = name;
  group.classList.toggle("off", off.has(place));
  group.classList.toggle("loss", place === data.loss);
  group.addEventListener("click", () => visit(place));
  dots.set(place, group);
  svg.append(group);
}

function addText(x, y, text, room, kind = "") {
  const fits = Math.max(1, Math.floor(room / letterWidth));
  const node = draw("text", { x, y, class: kind }, draw("title", {}));
  node.prepend(text.length > fits ? `${text.slice(0, fits - 1)}\u2026` : text);
  node.querySelector("title").textContent = text;
  svg.append(node);
}

function drawMap(visit) {
  const columns = 1 + Math.max(...found.column);
  const width = left + wide * columns + margin, height = above + 6 + laneAt[found.lanes];
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` }))
    svg.setAttribute(name, value);
  for (const [place, all] of users)
    for (const user of all)
      if (place >= 0 || squares.at.has(place))
        svg.append(draw("path", { class: place >= 0 ? "edge" : "edge leaf", d: edge(place, user) }));
  for (const one of labels)
    one.lines.forEach((line, k) =>
      addText(xOf(one.place) - 6, yOf(one.place) + 20 + 11 * k, line, wide * one.columns - 4));
  records.forEach((_, place) =>
    addDot(place, draw("circle", { cx: xOf(place), cy: yOf(place), r: place === data.loss ? 7 : 5 }), visit));
  for (const place of shared) {
    addDot(place, draw("rect", { x: xOf(place) - 5, y: yOf(place) - 5, width: 10, height: 10 }), visit);
    addText(xOf(place) - 9, yOf(place) + 4, label(place), Infinity, "before");
  }
}

// Marks what the step is about, and keeps it in sight.
function markMap(current, inputs, known) {
  for (const [place, dot] of dots) {
    dot.classList.toggle("current", place === current);
    dot.classList.toggle("input", inputs.includes(place));
    dot.classList.toggle("later", place >= position);
    dot.classList.toggle("known", known.has(place));
  }
  document.getElementById("here").textContent = current === undefined ? ""
    : `Here: ${label(current)}, ${records[current].op}` + (records[current].scope ? `, in ${records[current].scope}` : "");
  if (current === undefined) return;
  const box = svg.parentNode, x = xOf(current), y = yOf(current), room = 40;
  if (x < box.scrollLeft + room || x > box.scrollLeft + box.clientWidth - room) box.scrollLeft = x - box.clientWidth / 2;
  if (y < box.scrollTop + room / 2 || y > box.scrollTop + box.clientHeight - room / 2) box.scrollTop = y - box.clientHeight / 2;
}
