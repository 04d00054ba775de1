"""What deploy/bench/peers measured, as text, as Markdown and as one chart."""

import html


def cell_text(value, digits):
    return "–" if value is None else f"{value:,.{digits}f}"


def tables(report):
    """(title, header, rows) of each table; cells are text, the first column a name."""
    cells = report["cells"]
    header = ["", *cells]
    yield "Median time of a pass, ms (batch × tokens)", header, [
        [side["name"], *(cell_text(side["median_us"][cell] / 1000 if side["median_us"][cell] else None, 2) for cell in cells)]
        for side in report["encoders"]
    ]
    for ours, rows in report["ratios"].items():
        yield f"Times as long as {ours}", header, [[name, *(cell_text(row[cell], 2) for cell in cells)] for name, row in rows.items()]
    yield "Largest difference from picket float32", ["", "of an embedding", "of logits"], [
        [side["name"], *(f"{side['differences'][key]:.1e}" if key in side["differences"] else "–" for key in ["embeddings", "logits"])]
        for side in report["encoders"] if side["differences"]
    ]
    if report["tokenizers"]:
        groups = list(report["tokenizers"][0]["median_us"])
        names = [f"{group} tokens" if group.isdigit() else group for group in groups]
        rows = [[side["name"], *(cell_text(side["median_us"][group], 2) for group in groups)] for side in report["tokenizers"]]
        rows += [[f"{name} / picket", *(cell_text(row[group], 2) for group in groups)] for name, row in report["tokenizer_ratios"].items()]
        yield "Tokenization, µs a message", ["", *names], rows
    if report["services"]:
        yield f"{report['connections']} connections, closed loop", ["", "answers/s", "p50 ms", "p99 ms", "max ms", "MiB (PSS)", "faults"], [
            [
                row["name"], cell_text(row.get("answers_per_second"), 0), cell_text(thousandth(row.get("p50_us")), 1),
                cell_text(thousandth(row.get("p99_us")), 1), cell_text(thousandth(row.get("max_us")), 1), cell_text(row["memory_mib"], 0), str(row["faults"]),
            ]
            for row in report["services"]
        ]
        if report["service_ratios"]:
            yield "Answers a second, times those of", ["", *next(iter(report["service_ratios"].values()))], [
                [name, *(cell_text(value, 2) for value in row.values())] for name, row in report["service_ratios"].items()
            ]


def thousandth(value):
    return None if value is None else value / 1000


def heading(report):
    machine = report["machine"]
    busy = "" if machine["load_at_start"] <= 0.5 else "; the machine was busy, these figures do not mean much"
    versions = ", ".join(sorted(set(report["versions"])))
    return (
        f"{machine['processor']}, {machine['processors']} processors, Linux {machine['kernel']}, "
        f"load {machine['load_at_start']} at the start{busy}. "
        f"One thread, {report['rounds']} rounds in turn, medians; a ratio is the median of the rounds' ratios. {versions}."
    )


def text(report):
    lines = [heading(report)]
    for title, header, rows in tables(report):
        widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]
        lines += ["", title]
        for row in [header, *rows]:
            lines.append("  ".join([row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]).rstrip())
    lines += ["", *(f"left out: {name}: {reason}" for name, reason in report["left_out"].items())]
    return "\n".join(lines).rstrip() + "\n"


def markdown(report):
    lines = [heading(report)]
    for title, header, rows in tables(report):
        lines += ["", f"**{title}**", "", "| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
        lines += ["| " + " | ".join(row) + " |" for row in rows]
    if report["left_out"]:
        lines += ["", "Left out:", ""] + [f"- {name}: {reason}" for name, reason in report["left_out"].items()]
    return "\n".join(lines) + "\n"


def chart(report):
    """Bars of the ratios: how many times as long each peer takes, by cell; the line at 1 is ours."""
    ours, rows = next(iter(report["ratios"].items()))
    cells = report["cells"]
    values = [value for row in rows.values() for value in row.values() if value]
    top = max([*values, 1]) * 1.1
    left, width, bar, gap = 230, 560, 15, 14
    colours = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#9c6b4e", "#97bbf5"]
    height = 74 + sum(len(cells) * bar + gap for _ in rows) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left + width + 70} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="100%" height="100%" fill="white"/><text x="12" y="22" font-size="15">Times as long as {html.escape(ours)}</text>',
    ]
    place = 12
    for index, cell in enumerate(cells):
        colour = colours[index % len(colours)]
        parts.append(f'<rect x="{place}" y="36" width="11" height="11" fill="{colour}"/><text x="{place + 16}" y="46">{cell}</text>')
        place += 40 + 8 * len(cell)
    y = 66
    for name, row in rows.items():
        parts.append(f'<text x="{left - 10}" y="{y + len(cells) * bar / 2 + 4}" text-anchor="end">{html.escape(name)}</text>')
        for index, cell in enumerate(cells):
            value = row[cell]
            if value:
                length = value / top * width
                parts.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="{bar - 2}" fill="{colours[index % len(colours)]}"/>')
                parts.append(f'<text x="{left + length + 5:.1f}" y="{y + 11}">{value:.2f}</text>')
            y += bar
        y += gap
    line = left + width / top
    parts.append(f'<line x1="{line:.1f}" y1="58" x2="{line:.1f}" y2="{y}" stroke="black" stroke-dasharray="3 3"/>')
    caption = f"{report['machine']['processor']}, one thread; batch × tokens"
    parts.append(f'<text x="12" y="{y + 14}" fill="#555">{html.escape(caption)}</text></svg>')
    return "\n".join(parts) + "\n"
