"""The player's page in a headless Chromium, by real key events: steps forwards and back, and the
values and gradients that it shows, there and at its end, against the engine's.

    python3 player_test.py WRITE_PAGE        the program that is made from write_page.cpp

Ends with code 77 ("skipped") where there is no Chromium, or 1 where CI is set."""

import json
import os
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import browser
from picture_checks import KIND, check, check_dust, check_formulas, check_labels, check_map, failed

# What a reader sees: the texts, not the page's own variables.
TITLE = "document.querySelector('#step h2').textContent"
POSITION = "document.getElementById('position').textContent"
CURRENT = "document.querySelectorAll('#records .current').length"
ROWS = """[...document.querySelectorAll('#gradients tbody tr')].map((row) => ({
  name: row.querySelector('b').textContent,
  gradient: [...row.querySelectorAll('data')].map((cell) => cell.value),
  shown: [...row.querySelectorAll('data')].map((cell) => cell.textContent),
  note: row.querySelector('td:last-child .note:not(.dust-note)')?.textContent ?? ''}))"""
NUMBERS = "((node) => [...node.querySelectorAll('data')].map((cell) => cell.value))"
SENT = f"""[...document.querySelectorAll('.sent')].map((card) => [card.dataset.to,
  [...card.querySelectorAll('.equation .tensor')].map({NUMBERS})])"""
# A step back: what its record is, its output and gradient, and each input's value and part.
BACK = f"""(() => {{
  const numbers = {NUMBERS}, all = (where, f) => [...document.querySelectorAll(where)].map(f);
  return {{
    record: document.querySelector('.record').textContent,
    output: all('.card.output .tensor', numbers),
    gradient: all('.card.result .tensor', numbers),
    inputs: all('.card.input', (card) => ({{
      to: card.dataset.to,
      values: [...card.querySelectorAll('.value .tensor')].map(numbers),
      equation: [...card.querySelectorAll('.equation .tensor')].map(numbers),
      text: card.textContent}}))}};
}})()"""
HELD = 64  # the page holds so many elements of a tensor
# Not innerWidth beside it: on a phone, that grows with a page that is too wide.
WIDTH = "document.documentElement.scrollWidth"


def same_numbers(found, expected):
    """Texts of numbers against numbers, or the texts of NaN and infinities; the page holds each
    float with all its digits."""
    return len(found) == len(expected) and all(
        a == b if isinstance(b, str) else float(a) == b for a, b in zip(found, expected))


def step_text(at, count, back):
    """What the counter says at a step."""
    where = ("the start" if at == 0 else f"forward {at} of {count}" if at <= count
             else f"back {at - count} of {back}" if at <= count + back else "the end")
    return f"Step {at + 1} of {count + back + 2}: {where}"


def check_back(page, index, record):
    """Against the engine: all that a step back shows beside the parts."""
    found, name = page.evaluate(BACK), f"%{index}, {record['op']},"
    check(f"back at {name} says which record it is", found["record"],
          f"The record: %{index}, op {record['op']}, shape {record['shape']}, "
          + (f"name {record['name']}, " if record["name"] else "no name, ")
          + (f"scope {record['scope']}." if record["scope"] else "no scope."))
    for what, key in [("output", "value"), ("gradient", "gradient")]:
        check(f"back at {name} shows the {what}", len(found[what]) == 1
              and same_numbers(found[what][0], record[key][:HELD]))
    check(f"back at {name} has all inputs' values, in their order",
          len(found["inputs"]) == len(record["inputs"]) and all(
              len(card["values"]) == 1 and same_numbers(card["values"][0], wanted["value"][:HELD])
              and (wanted["constant"] or card["to"] == wanted["called"])
              for card, wanted in zip(found["inputs"], record["inputs"])))
    check(f"back at {name} sends to all but constants",
          [(bool(card["equation"]), "nothing flows" in card["text"]) for card in found["inputs"]],
          [(not wanted["constant"], wanted["constant"]) for wanted in record["inputs"]])
    return found


def check_rule_of_mul(found):
    """What a learner would do: out = x gate, with x [4 x 2] and gate [2], so that the part for x is
    g gate, and the one for the gate the sum of g x over the rows; all from the page's numbers."""
    g = list(map(float, found["gradient"][0]))
    x, gate = (list(map(float, card["values"][0])) for card in found["inputs"])
    to_x, to_gate = (list(map(float, card["equation"][0])) for card in found["inputs"])
    near = lambda a, b: all(abs(p - q) <= 1e-5 * max(1, abs(q)) for p, q in zip(a, b, strict=True))
    check("by the page's numbers, mul sends g gate to x",
          near(to_x, [g[i] * gate[i % 2] for i in range(8)]))
    check("and the sum of g x to the gate",
          near(to_gate, [sum(g[i] * x[i] for i in range(j, 8, 2)) for j in range(2)]))
    check("and says that it is a sum", "Broadcasting" in found["inputs"][1]["text"])


def check_all_steps(page, expected):
    """Goes from step to step by the arrow key, and adds up what the page says is sent."""
    count = len(expected["records"])
    total = 2 + count + count - 1  # a start, forward, back without the unused record, an end
    kinds, sums, sound, positions, muls = [], {}, True, [], 0
    for at in range(total):
        positions.append(page.evaluate(POSITION))
        kinds.append(page.evaluate(KIND).split(",")[0])
        if kinds[-1].startswith("back"):
            sound = sound and page.evaluate(CURRENT) == 1
            index = int(kinds[-1].split("%")[1])
            found = check_back(page, index, expected["records"][index])
            check_formulas(page, f"%{index}", expected["records"][index])
            if [x["called"] for x in expected["records"][index]["inputs"]][1:] == ["gate"]:
                check_rule_of_mul(found)
                muls += 1
            for place, grids in page.evaluate(SENT):
                numbers = [list(map(float, grid)) for grid in grids]
                before = sums.get(place)
                if before is None:  # a first part stands alone
                    sound = sound and len(numbers) == 1
                else:  # before + part = total
                    sound = sound and len(numbers) == 3 and numbers[0] == before and all(
                        a == b or abs(a + p - b) <= 1e-5 * max(1, abs(b))
                        for a, p, b in zip(*numbers))
                sums[place] = numbers[-1]
        page.press("ArrowRight")
    check("the parts of each step add up", sound)
    check("one step was checked by the rule of mul", muls, 1)
    check("each step says which of how many it is", positions,
          [step_text(at, count, count - 1) for at in range(total)])
    check("forwards in the order of recording", kinds[1:count + 1],
          [f"forwards: record %{i}" for i in range(count)])
    back = [i for i in range(count - 1, -1, -1) if i != expected["unused"]]
    check("back from the last record, without the one that the loss does not need",
          kinds[count + 1:-1], [f"back: record %{i}" for i in back])
    check("past the last step, the page stays there", page.evaluate(POSITION), positions[-1])
    ends = {leaf["name"]: leaf["gradient"][:HELD]
            for leaf in expected["leaves"]}
    check("the parts of each leaf add up to the engine's gradient", all(
        same_numbers([str(x).replace("inf", "Infinity") for x in sums[name]], gradient)
        for name, gradient in ends.items()))
    return positions


def check_table(page, expected):
    rows = page.evaluate(ROWS)
    check("a row for each leaf", [row["name"] for row in rows],
          [leaf["name"] for leaf in expected["leaves"]])
    for row, leaf in zip(rows, expected["leaves"]):
        shown = min(leaf["size"], HELD)
        name = leaf["name"][:20]
        check(f"the gradient of {name} is the engine's",
              same_numbers(row["gradient"], leaf["gradient"][:shown]))
        check(f"the digits of {name} are near", all(
            a == b or abs(float(a) - float(b)) <= 6e-4 * abs(float(b))
            for a, b in zip(row["shown"], row["gradient"])))
        check(f"what is left out of {name} is said", row["note"].split(";")[0],
              f"{shown} of {leaf['size']} elements are in this page, {leaf['size'] - shown} are not"
              if leaf["size"] > shown else "")


def check_more(page, expected):
    """The elements of a large tensor that are not in sight unfold by the keyboard."""
    page.press("Home")
    details = "document.querySelector('.card details')"  # the first leaf's, "images"
    cells = f"[...{details}.closest('.tensor').querySelectorAll('data')]"
    in_sight = f"{cells}.filter((cell) => cell.checkVisibility()).length"
    images = expected["records"][0]["inputs"][0]["value"]
    check("the elements of a large tensor are the engine's",
          same_numbers(page.evaluate(f"{cells}.map((cell) => cell.value)"), images[:HELD]))
    check("16 of them are in sight", page.evaluate(in_sight), 16)
    check("and it is said that there are more",
          page.evaluate(f"{details}.firstChild.textContent"), "the next 48 elements")
    page.evaluate(f"{details}.firstChild.focus()")
    page.press(" ")
    check("space unfolds them", page.evaluate(in_sight), HELD)
    check("and does not play", page.evaluate("document.getElementById('play').textContent"), "Play")


def check_keys(page, positions):
    page.press("Home")
    check("Home goes to the start", page.evaluate(POSITION), positions[0])
    page.press("ArrowLeft")
    check("before the start, the page stays there", page.evaluate(POSITION), positions[0])
    count = (len(positions) - 1) // 2  # records; one fewer back, a start and an end
    check("the start says why there are more steps than records",
          page.evaluate("document.querySelector('.plan').textContent"),
          f"The tape has {count} records. The page has {len(positions)} steps: this start, {count} "
          f"forward (one for each record), {count - 1} back (one for each record on which loss "
          f"(%{count - 1}) depends), and the end.")
    start = page.evaluate(TITLE)
    titles = []
    for _ in range(3):
        page.press("ArrowRight")
        titles.append(page.evaluate(TITLE))
    seen = []
    for _ in range(3):
        seen.append(page.evaluate(TITLE))
        page.press("ArrowLeft")
    check("left undoes right", seen, titles[::-1])
    check("and ends where it began", page.evaluate(TITLE), start)
    page.press(" ")
    check("space plays", page.evaluate("document.getElementById('play').textContent"), "Pause")
    end = time.monotonic() + 20
    while page.evaluate(POSITION) == positions[0] and time.monotonic() < end:
        time.sleep(0.1)
    check("and playing goes on", page.evaluate(POSITION) != positions[0])
    page.press(" ")
    check("and stops", page.evaluate("document.getElementById('play').textContent"), "Play")
    page.press("End")
    check("End goes to the end", page.evaluate(POSITION), positions[-1])
    page.press("Tab")
    check("the buttons can be reached", page.evaluate("document.activeElement.tagName"), "BUTTON")
    check("every button says what it does", page.evaluate(
        "[...document.querySelectorAll('nav button')].every((b) => b.ariaLabel.length > 3)"))


def check_layout(page, path, total):
    for width, height, dark in [(360, 740, False), (1280, 900, True)]:
        page.open(path, width, height, dark)
        wide = []
        for _ in range(total):
            wide.append(page.evaluate(WIDTH))
            page.press("ArrowRight")
        check(f"at {width} pixels, no step needs sideways scrolling", max(wide), width)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        check("the colours are " + ("dark" if dark else "light"),
              int(colour.split("(")[1].split(",")[0]) < 128, dark)
        check("no errors, and no requests", page.complaints(), [])


def main():
    if browser.find() is None:
        print("player_test: skipped, there is no Chromium here")
        sys.exit(1 if os.environ.get("CI") else 77)
    with tempfile.TemporaryDirectory() as folder, browser.Browser() as page:
        path, numbers = os.path.join(folder, "tape.html"), os.path.join(folder, "expected.json")
        subprocess.run([sys.argv[1], path, numbers], check=True)
        with open(numbers, encoding="utf-8") as file:
            expected = json.load(file)
        page.open(path)
        positions = check_all_steps(page, expected)
        check_table(page, expected)
        check_more(page, expected)
        check_keys(page, positions)
        check_labels(page, expected)
        check_map(page, expected)
        check_dust(page, expected)
        check("the title says what is played", page.evaluate("document.title"), expected["title"])
        check("so does the heading", page.evaluate("document.querySelector('h1').textContent"),
              expected["title"])
        check("no errors, and no requests", page.complaints(), [])
        check_layout(page, path, len(positions))
    print(f"{len(failed)} failed")
    sys.exit(1 if failed else 0)


main()
