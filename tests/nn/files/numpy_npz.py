"""What numpy makes of .npz files, for tests/nn/files/npz_test.cpp.

    numpy_npz.py read IN OUT     writes IN's names, shapes and elements to OUT, a line each
    numpy_npz.py write OUT       files as numpy users make them: OUT.plain, OUT.compressed, OUT.columns

Ends with 77 where there is no numpy."""

import sys

try:
    import numpy
except ImportError:
    sys.exit(77)

if sys.argv[1] == "read":
    with open(sys.argv[3], "w") as out:
        arrays = numpy.load(sys.argv[2])
        for name in sorted(arrays.files):
            array = arrays[name]
            shape = " ".join(str(n) for n in array.shape)
            elements = " ".join(repr(float(x)) for x in array.ravel())
            out.write(f"{name}|{array.dtype}|{shape}|{elements}\n")
else:
    arrays = {
        "w": numpy.arange(6, dtype="float32").reshape(2, 3) / 4,
        "layer/b": numpy.array([-1.5, 0, 1e30], dtype="float32"),
        "scalar": numpy.float32(7),
        "none": numpy.zeros((0, 2), dtype="float32"),
        "deep": numpy.arange(24, dtype="float32").reshape(2, 3, 4),
    }
    for kind, save in [("plain", numpy.savez), ("compressed", numpy.savez_compressed)]:
        with open(f"{sys.argv[2]}.{kind}", "wb") as out:
            save(out, **arrays)
    by_columns = {name: x.copy(order="F") for name, x in arrays.items()}
    with open(f"{sys.argv[2]}.columns", "wb") as out:
        numpy.savez(out, **by_columns)
    with open(f"{sys.argv[2]}.float64", "wb") as out:
        numpy.savez(out, **{name: x.astype("float64") for name, x in arrays.items()})
