"""make FILE: a header with every kind of card, written by astropy; dump FILE: its cards as JSON."""
import json
import sys
import warnings

from astropy.io import fits

warnings.simplefilter("ignore")
path = sys.argv[2]
if sys.argv[1] == "make":
    header = fits.Header()
    for i in range(200):
        header[f"INT{i}"] = (i ** 5 - 10 ** 9, "an integer")
        header[f"REAL{i}"] = (1.1 ** i * (-1) ** i / 7, f"real / number {i}")
        header[f"TEXT{i}"] = ("it's " + "x" * (i % 60), "quoted")
    # No ampersands or quotes inside: astropy 5.2 loses text after them.
    header["LONGTEXT"] = ("a long string with plain words " * 12, "a comment that is carried on")
    header["HIERARCH ESO INS FILT1 NAME"] = ("B_842", "filter")
    header["HIERARCH ESO TEL AIRM START"] = 1.234
    header["YES"], header["NO"], header["NIL"] = True, False, (None, "undefined")
    header["EMPTY"] = ""
    header["COMPLEX"] = 1.5 - 2j
    header["BIG"] = 9223372036854775808
    for i in range(5):
        header.add_comment(f"comment {i} = 'not a value'")
        header.add_history("history " * 20)
    header[""] = "blank"
    fits.PrimaryHDU(header=header).writeto(path)
else:
    cards = []
    for card in fits.open(path)[0].header.cards:
        value = card.value
        if isinstance(value, complex):
            value = [value.real, value.imag]
        elif isinstance(value, fits.card.Undefined):
            value = None
        commentary = card.keyword in ("COMMENT", "HISTORY", "")
        cards.append([card.keyword, None if commentary else value, str(value) if commentary else card.comment])
    json.dump(cards, sys.stdout)
