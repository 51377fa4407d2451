const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

export const escape = (text: string): string => text.replace(/[&<>"]/g, (mark) => marks[mark]!)

export const percent = (share: number): string =>
  `${share >= 0.1 ? (share * 100).toFixed(0) : (share * 100).toPrecision(2)} %`

/** A table with a line a fact: its name and its value. */
export function factTable(facts: readonly (readonly [name: string, value: string])[]): string {
  const rows = facts.map(([name, value]) => `<tr><th>${escape(name)}</th><td>${escape(value)}</td></tr>`)
  return `<table>${rows.join('')}</table>`
}

/** A table with names above its columns. @param className of a line, where it stands out */
export function columnTable(
  names: readonly string[],
  lines: readonly { readonly cells: readonly string[]; readonly className?: string }[],
): string {
  const head = names.map((name) => `<th>${escape(name)}</th>`).join('')
  const body = lines.map(({ cells, className }) => {
    const inside = cells.map((cell, k) => `<td${k > 0 ? ' class="number"' : ''}>${escape(cell)}</td>`)
    return `<tr${className ? ` class="${className}"` : ''}>${inside.join('')}</tr>`
  })
  return `<table><tr>${head}</tr>${body.join('')}</table>`
}

/** JSON that may stand inside a script element, whatever its texts are. */
export const inScript = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c')

export const base64 = (array: ArrayBufferView): string =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64')
