"""Rows of a figure, its limit in the same run, their ratio and its bound."""

import sys


class Table:
    def __init__(self):
        self.beyond = []

    def at_most(self, name, figure, limit, bound, unit="s"):
        """A cost: the ratio must not be above the bound."""
        self._row(name, figure, limit, bound, unit, figure / limit <= bound, "<=", 3)

    def at_least(self, name, figure, limit, bound=1.0, unit="/s", ratio=None):
        """A speed: the ratio must not be below the bound. `ratio` where it is more than figure by limit (a median)."""
        ratio = figure / limit if ratio is None else ratio
        self._row(name, figure, limit, bound, unit, ratio >= bound, ">=", 0, ratio)

    def _row(self, name, figure, limit, bound, unit, is_within, sign, digits, ratio=None):
        ratio = figure / limit if ratio is None else ratio
        if not is_within:
            self.beyond.append(name)
        verdict = "ok" if is_within else "BEYOND"
        print(
            f"{name:<48} {figure:9.{digits}f} {unit:<3} limit {limit:9.{digits}f}"
            f"  ratio {ratio:6.2f}  bound {sign} {bound:5.2f}  {verdict}",
            flush=True,
        )

    def finish(self):
        if self.beyond:
            sys.exit("beyond the bound: " + "; ".join(name.strip() for name in self.beyond))
