/** One line of a plot. */
export interface Series {
  readonly name: string;
  /** Points by ascending x. On a logarithmic axis, their coordinates are positive. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Axis {
  readonly label: string;
  /** Ascending marks. The axis extends from the first to the last. */
  readonly marks: readonly number[];
  readonly text: (value: number) => string;
  /** @default false; the axis is logarithmic */
  readonly isLinear?: boolean | undefined;
}

export interface Plot {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const width = 820;
const height = 460;
const frame = { left: 76, right: 240, top: 44, bottom: 58 } as const;
/** Colours that are distinct with every kind of colour vision, on white and on black. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;
const dashes = ['none', '7 3', '2 3', '10 3 2 3', 'none', '7 3'] as const;

/** A grey with enough contrast on white and on black, because an image cannot detect the colours of its page. */
const style = `text { font: 13px system-ui, sans-serif; fill: #6e7781 }
.title { font-size: 15px; font-weight: 600 }
.grid { stroke: #8c959f; stroke-opacity: 0.35 }
.line { fill: none; stroke-width: 2 }`;

/** Draws lines over two axes, on a transparent background. */
export function drawPlot({ title, x, y, series }: Plot): string {
  const across = scale(x, frame.left, width - frame.right);
  const up = scale(y, height - frame.bottom, frame.top);
  const [bottom, right] = [height - frame.bottom, width - frame.right];
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" ` +
      `width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${style}</style>`,
    text(frame.left, 24, title, 'class="title"'),
    ...x.marks.flatMap((mark) => [
      grid(across(mark), frame.top, across(mark), bottom),
      text(across(mark), bottom + 20, x.text(mark), 'text-anchor="middle"'),
    ]),
    ...y.marks.flatMap((mark) => [
      grid(frame.left, up(mark), right, up(mark)),
      text(frame.left - 8, up(mark) + 4, y.text(mark), 'text-anchor="end"'),
    ]),
    text((frame.left + right) / 2, height - 14, x.label, 'text-anchor="middle"'),
    text(0, 0, y.label, `text-anchor="middle" transform="translate(18 ${(frame.top + bottom) / 2}) rotate(-90)"`),
    ...series.flatMap(({ name, points }, index) => {
      const colour = colours[index % colours.length] ?? '';
      const look = `stroke="${colour}" stroke-dasharray="${dashes[index % dashes.length] ?? ''}"`;
      const places = points.map(([at, value]) => `${round(across(at))},${round(up(value))}`);
      const legend = frame.top + 12 + index * 22;
      return [
        `<polyline class="line" points="${places.join(' ')}" ${look}/>`,
        ...places.map(
          (place) =>
            `<circle cx="${place.replace(',', '" cy="')}" r="3" fill="${colours[index % colours.length] ?? ''}"/>`,
        ),
        `<line class="line" x1="${right + 14}" y1="${legend}" x2="${right + 42}" y2="${legend}" ${look}/>`,
        text(right + 48, legend + 4, name),
      ];
    }),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

/** At least two powers of ten that enclose all values. */
export function decades(values: readonly number[]): readonly number[] {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: to - from + 1 }, (_, step) => Number(`1e${from + step}`));
}

function scale({ marks, isLinear = false }: Axis, from: number, to: number): (value: number) => number {
  const place = isLinear ? Number : Math.log;
  const [first, last] = [place(marks[0] ?? 1), place(marks.at(-1) ?? 1)];
  // A single mark is drawn at the beginning of the axis.
  return (value) => from + ((place(value) - first) / (last - first || 1)) * (to - from);
}

function grid(x1: number, y1: number, x2: number, y2: number): string {
  return `<line class="grid" x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}"/>`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escape(content)}</text>`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
