"""What player_test checks of labels, formulas, the map and the colours; and how it says what failed."""

failed = []
KIND = "document.querySelector('.direction').textContent"


def check(what, found, expected=True):
    same = found == expected
    print("ok   " if same else "FAIL ", what)
    if not same:
        failed.append(what)
        print("      found   ", found)
        print("      expected", expected)


def check_formulas(page, name, record):
    """Beside each input that is sent something, its pullback; or that the page knows none."""
    shown = page.evaluate("[...document.querySelectorAll('.card.sent .pullback code')].map((c) => c.textContent)")
    said = page.evaluate("document.querySelector('.formula').textContent")
    sent = [x for x in record["inputs"] if not x["constant"]]
    if record["op"] == "cube":
        check(f"back at {name} says that the pullback is one's own",
              (shown, "a pullback of your own" in said), ([], True))
        return
    check(f"back at {name} has a formula for each", (len(shown), all(shown)), (len(sent), True))
    if record["op"] == "mul" and len(sent) == 2:
        check(f"back at {name} has the rule of mul", shown, ["g * b", "g * a"])
        check("and says which input is which", all(
            f"{letter} is {x['called']}" in said for letter, x in zip("ab", sent)))


def check_map(page, expected):
    """Every record has a dot of its own place, the heads have lanes of their own, and a click on a
    dot goes to its record."""
    page.press("Home")
    dots = page.evaluate("""[...document.querySelectorAll('#map .dot > circle:not(.reach)')].map(
      (dot) => [Number(dot.parentNode.dataset.place), dot.cx.baseVal.value, dot.cy.baseVal.value])""")
    records = expected["records"]
    check("the map has a dot for each record", sorted(place for place, _, _ in dots),
          list(range(len(records))))
    check("no two of them on one place", len({(x, y) for _, x, y in dots}), len(dots))
    x, y = ({dot[0]: dot[k] for dot in dots} for k in (1, 2))
    below = lambda i: [int(u["called"][1:]) for u in records[i]["inputs"] if u["called"].startswith("%")]
    check("each stands to the right of its inputs",
          all(x[k] < x[i] for i in range(len(records)) for k in below(i)))
    lanes = {scope: {y[i] for i, record in enumerate(records) if record["scope"] == scope}
             for scope in ("trunk/layer 0", "head", "other head")}
    check("the two heads have lanes of their own", (len(lanes["trunk/layer 0"]),
          lanes["head"] & lanes["other head"]), (1, set()))
    check("the map names the scopes", page.evaluate(
        "[...document.querySelectorAll('#map text > title')].map((t) => t.textContent)"
        ".filter((t) => ['trunk', 'layer 0', 'head', 'other head'].includes(t)).length >= 4"))
    check("a leaf that two records use has a square", page.evaluate(
        "[...document.querySelectorAll('#map rect + title')].map((t) => t.textContent)"),
        ["head.weight, [3 x 2]"])
    current = "[...document.querySelectorAll('#map .current')].map((dot) => Number(dot.dataset.place))"
    check("at the start, no dot is marked", page.evaluate(current), [])
    page.press("ArrowRight")
    check("the current record is marked", page.evaluate(current), [0])
    page.click("#map .dot[data-place='2'] circle")
    check("a click goes to the record", (page.evaluate(KIND).split(",")[0], page.evaluate(current)),
          ("forwards: record %2", [2]))
    page.press("End")
    page.click("#map .dot[data-place='2'] circle")
    check("and, where its gradient is known, to its step back",
          (page.evaluate(KIND), page.evaluate(current)), ("back: record %2", [2]))
    page.press("End")
    known = page.evaluate("[...document.querySelectorAll('#map circle')].map((c) => c.parentNode)"
                          ".filter((dot) => !dot.classList.contains('known')).map((dot) => Number(dot.dataset.place))")
    check("at the end, all gradients are known but that of the unused record",
          sorted(set(known)), [expected["unused"]])


def check_dust(page, expected):
    """1e-9 beside 1 is drawn like a zero, and a small number that is no dust is not."""
    page.press("End")
    cells = page.evaluate("""[...document.querySelectorAll('#gradients data')].map((cell) => ({
      leaf: cell.closest('tr').dataset.leaf, value: Number(cell.value), dust: cell.className === 'dust',
      colour: getComputedStyle(cell).backgroundColor}))""")
    faint = [cell for cell in cells if cell["leaf"] == "faint"]
    check("the gradient of faint", [round(c["value"] * 1e9) for c in faint], [1, 10**9, 0])
    zeros = {cell["colour"] for cell in cells if cell["value"] == 0}
    check("zeros have one look", len(zeros), 1)
    check("1e-9 looks like a zero", (faint[0]["dust"], faint[0]["colour"] in zeros), (True, True))
    check("1 does not", (faint[1]["dust"], faint[1]["colour"] in zeros), (False, False))
    check("all that is neither is coloured", all(
        (cell["colour"] in zeros) == (cell["value"] == 0 or cell["dust"])
        for cell in cells if cell["value"] is not None))  # NaN and infinities come as None
    check("the page says so beside it", page.evaluate(
        "document.querySelector(\"[data-leaf='faint'] .dust-note\").textContent").startswith(
            "1 of these is at rounding level, at most "))
    check("and in the legend", "at rounding level: at most" in page.evaluate(
        "document.getElementById('legend').textContent"))


def check_labels(page, expected):
    """The list has each record's op, name and shape, below its scope."""
    rows = page.evaluate("[...document.querySelectorAll('#records button')].map((row) => row.textContent)")
    rows = [row for row in rows if row.startswith("%")]
    check("the list has every record's op, name and shape", len(rows) == len(expected["records"]) and all(
        row.startswith(f"%{i} {record['op']}(") and record["name"] in row and record["shape"] in row
        for i, (row, record) in enumerate(zip(rows, expected["records"]))))
    heads = page.evaluate("[...document.querySelectorAll('#records h3')].map((h) => h.textContent)")
    check("and every scope", {f"Records in {r['scope']}" for r in expected["records"] if r["scope"]}
          <= set(heads))
