import { BrenierError } from '../../shared/errors'
import { indicesWhere, type IndexSet } from '../../shared/index-set'

/** Something an expression can ask about: the class, or an attribute. */
export interface ExpressionField {
  readonly name: string
  readonly values: readonly string[]
  /** Position among the values of each item, −1 where unknown. */
  readonly codes: Int32Array
}

type Predicate = (index: number) => boolean
type Token =
  | { readonly kind: '(' | ')' | 'and' | 'or' | 'not' | '=' | '≠' | 'end' }
  | { readonly kind: 'words'; readonly text: string }

const piece = /\s*(?:(!=|≠|=|\(|\))|"([^"]*)"|([^\s()=≠!"]+))/y
const keywords = new Set(['and', 'or', 'not'])

/** Words that follow each other are one name: values such as "Ankle boot" need no quotes. */
function tokens(expression: string): Token[] {
  const found: Token[] = []
  piece.lastIndex = 0
  const end = expression.trimEnd().length
  while (piece.lastIndex < end) {
    const start = piece.lastIndex
    const match = piece.exec(expression)
    if (!match) {
      throw wrong('names, "=", "≠", "and", "or", "not" and brackets', expression.slice(start).trim())
    }
    const [, sign, quoted, word] = match
    const last = found.at(-1)
    if (sign) found.push({ kind: sign === '!=' ? '≠' : (sign as '=' | '≠' | '(' | ')') })
    else if (word && keywords.has(word.toLowerCase()))
      found.push({ kind: word.toLowerCase() as 'and' | 'or' | 'not' })
    else if (word && last?.kind === 'words')
      found[found.length - 1] = { kind: 'words', text: `${last.text} ${word}` }
    else found.push({ kind: 'words', text: quoted ?? word ?? '' })
  }
  return [...found, { kind: 'end' }]
}

function shown(token: Token): string {
  if (token.kind === 'words') return `"${token.text}"`
  return token.kind === 'end' ? 'the end' : `"${token.kind}"`
}

function wrong(expected: string, got: string): BrenierError {
  return new BrenierError('bad-argument', `Expected ${expected}, got ${got}.`)
}

const MOST_NAMED = 12

/** The entry of that name, whatever its case. */
function named<T>(list: readonly T[], nameOf: (entry: T) => string, token: Token): number {
  const names = list.map(nameOf)
  const wanted = token.kind === 'words' ? token.text.toLowerCase() : null
  const place = names.findIndex((name) => name.toLowerCase() === wanted)
  if (place >= 0) return place
  const listed = names.slice(0, MOST_NAMED).join(', ') + (names.length > MOST_NAMED ? ', …' : '')
  throw wrong(`one of ${listed}`, shown(token))
}

/** Reads "a = b and (c = d or not e = f)": `not` binds closest, then `and`, then `or`. */
class Reader {
  readonly #tokens: readonly Token[]
  readonly #fields: readonly ExpressionField[]
  #next = 0

  constructor(expression: string, fields: readonly ExpressionField[]) {
    this.#tokens = tokens(expression)
    this.#fields = fields
  }

  read(): Predicate {
    const predicate = this.#either()
    if (this.#token.kind !== 'end') throw wrong('"and", "or" or the end', shown(this.#token))
    return predicate
  }

  get #token(): Token {
    return this.#tokens[this.#next]!
  }

  #take(kind: Token['kind']): boolean {
    const taken = this.#token.kind === kind
    if (taken) this.#next++
    return taken
  }

  #either(): Predicate {
    let sofar = this.#both()
    while (this.#take('or')) {
      const [left, right] = [sofar, this.#both()]
      sofar = (i) => left(i) || right(i)
    }
    return sofar
  }

  #both(): Predicate {
    let sofar = this.#single()
    while (this.#take('and')) {
      const [left, right] = [sofar, this.#single()]
      sofar = (i) => left(i) && right(i)
    }
    return sofar
  }

  #single(): Predicate {
    if (this.#take('not')) {
      const inner = this.#single()
      return (i) => !inner(i)
    }
    if (!this.#take('(')) return this.#comparison()
    const inner = this.#either()
    if (!this.#take(')')) throw wrong('")"', shown(this.#token))
    return inner
  }

  #comparison(): Predicate {
    const { values, codes } = this.#fields[named(this.#fields, ({ name }) => name, this.#token)]!
    this.#next++
    const equal = this.#take('=')
    if (!equal && !this.#take('≠')) throw wrong('"=" or "≠"', shown(this.#token))
    const code = named(values, (value) => value, this.#token)
    this.#next++
    return equal ? (i) => codes[i] === code : (i) => codes[i] !== code
  }
}

/**
 * The items for which an expression such as `glasses = yes and hair = brown` holds; names and values in any case.
 * @throws BrenierError `bad-argument`: what was expected where the expression cannot be read on
 */
export function itemsMatching(
  expression: string,
  fields: readonly ExpressionField[],
  count: number,
): IndexSet {
  if (fields.length === 0) {
    throw wrong('a study whose items have classes or attributes', 'one without')
  }
  return indicesWhere(count, new Reader(expression, fields).read())
}
