/**
 * A set of pictures from separate files, in a folder or an archive. Pictures are decoded a few at a time and brought to
 * size at once, so that only what is kept is held. Files that cannot be read are left out and named in the warnings.
 */
import { availableParallelism } from 'node:os'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { decodePicture, pictureEnding } from './decode-picture'
import { pictureSet, spreadIndices, type Picture, type PictureSet, type PictureSize } from './picture-set'
import { fitPicture, greyPicture, type Fit } from './preprocess'
import { isTable, readPictureTables, type TableFacts } from './picture-tables'
import { bounds, inWords } from './source-file'

export interface PictureFileOptions {
  /** Brings every picture to this size. */
  readonly size?: PictureSize | undefined
  /** How pictures of other proportions are brought to size; alone, it brings all to the first picture's size. */
  readonly resize?: Fit | undefined
  readonly grey?: boolean | undefined
  /** At most so many pictures, spread evenly over the set. */
  readonly limit?: number | undefined
  /** Called with the number of files done and of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** A file of a folder or an archive. */
export interface NamedFile {
  /** Path inside the source, parts joined by `/`. */
  readonly name: string
  read(): Promise<Uint8Array>
}

const unreadPicture = /\.(?:bmp|hei[cf]|svg|jp2|jxl|psd|dng|exr|tga|ico)$/i

/** Broken files named one by one; of more, only the number is given. */
const warningsNamed = 20

/** Numbers inside names count as numbers: 2.png before 10.png. */
const naturally = new Intl.Collator('en', { numeric: true }).compare

/** Files of the operating system beside the person's own. */
const isHidden = (name: string) => name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')

/** The files that are pictures by their ending, in natural order; and how many others there are. */
export function pictureFilesAmong(files: readonly NamedFile[]): { pictures: NamedFile[]; others: number } {
  const shown = files.filter(({ name }) => !isHidden(name))
  const pictures = shown.filter(({ name }) => pictureEnding.test(name))
  pictures.sort((a, b) => naturally(a.name, b.name))
  return { pictures, others: shown.length - pictures.length }
}

/**
 * The class of each file: the first folder below those that all share. Null where there is but one.
 * Files beside the class folders have no class (-1).
 */
export function classesByFolder(
  names: readonly string[],
): { labels: Int32Array; classNames: string[] } | null {
  const folders = names.map((name) => name.split('/').slice(0, -1))
  let shared = 0
  const [first = []] = folders
  while (shared < first.length && folders.every((parts) => parts[shared] === first[shared])) shared++
  const classNames = [...new Set(folders.flatMap((parts) => parts[shared] ?? []))].sort(naturally)
  if (classNames.length < 2) return null
  const codes = new Map(classNames.map((name, code) => [name, code]))
  return { labels: Int32Array.from(folders, (parts) => codes.get(parts[shared] ?? '') ?? -1), classNames }
}

/**
 * Reads pictures out of files.
 * @param name of the set
 * @param where the folder or archive, for the error's sentence
 * @throws BrenierError `empty-set` where no file is a sound picture; `mixed-sizes` where sizes differ and no size was
 *   given; `file-too-large` where the pixels would not fit; `cancelled`
 */
export async function readPictureFiles(
  name: string,
  where: string,
  files: readonly NamedFile[],
  options: PictureFileOptions = {},
): Promise<PictureSet> {
  const { pictures: all, others } = pictureFilesAmong(files)
  if (all.length === 0) {
    throw new BrenierError(
      'empty-set',
      `Expected pictures (PNG, JPEG, WebP, AVIF, GIF, TIFF, PGM or PPM) in ${where}, found none among ${others} ${others === 1 ? 'file' : 'files'}. Choose a folder or archive that holds pictures.`,
      { path: where, files: others },
    )
  }
  const chosen = Array.from(spreadIndices(all.length, options.limit ?? all.length), (index) => all[index]!)
  const gathered = new Gathering(where, chosen.length, options)
  const tables = files.filter((file) => !isHidden(file.name) && isTable(file.name))
  const atOnce = 2 * availableParallelism()
  for (let done = 0; done < chosen.length; done += atOnce) {
    if (options.signal?.aborted) throw new BrenierError('cancelled', 'Reading the pictures was cancelled.')
    const batch = chosen.slice(done, done + atOnce)
    const read = await Promise.all(batch.map((file) => decodeFile(file, options)))
    batch.forEach((file, i) => gathered.add(file.name, read[i]!))
    options.onProgress?.(done + batch.length, chosen.length)
  }
  const set = await gathered.finish(name, (names) => readPictureTables(tables, names))
  return { ...set, warnings: [...set.warnings, ...unreadKinds(files)] }
}

/** Pictures of kinds that are not read, by their endings: a person would miss them. */
function unreadKinds(files: readonly NamedFile[]): string[] {
  const counts = new Map<string, number>()
  for (const { name } of files) {
    const [ending] = isHidden(name) ? [] : (unreadPicture.exec(name) ?? [])
    if (ending) counts.set(ending.toLowerCase(), (counts.get(ending.toLowerCase()) ?? 0) + 1)
  }
  return Array.from(
    counts,
    ([ending, count]) =>
      `Left out: ${count} ${ending} ${count === 1 ? 'file' : 'files'}, a kind of picture that is not read. Save as PNG to have them.`,
  )
}

/** A file's picture, or the error that makes it a broken one. */
async function decodeFile(file: NamedFile, options: PictureFileOptions): Promise<Picture | BrenierError> {
  try {
    const decoded = await decodePicture(await file.read(), file.name)
    const sized = options.size ? fitPicture(decoded, options.size, options.resize) : decoded
    return options.grey ? greyPicture(sized) : sized
  } catch (thrown) {
    return asBrenierError(thrown)
  }
}

/** Pictures put one after another into one array, made when the first sound picture tells its size. */
class Gathering {
  readonly #where: string
  readonly #expected: number
  readonly #options: PictureFileOptions
  readonly #names: string[] = []
  readonly #broken: string[] = []
  #shape: Omit<Picture, 'pixels'> | null = null
  #pixels = new Uint8Array(0)
  #widened = 0

  constructor(where: string, expected: number, options: PictureFileOptions) {
    this.#where = where
    this.#expected = expected
    this.#options = options
  }

  add(name: string, read: Picture | BrenierError): void {
    if (read instanceof BrenierError) {
      this.#broken.push(`Left out: ${read.message}`)
      return
    }
    this.#shape ??= this.#begin(read)
    const { height, width } = this.#shape
    let made = read
    if (read.height !== height || read.width !== width) {
      if (!this.#options.resize) throw this.#mixed(name, read)
      made = fitPicture(read, { height, width }, this.#options.resize)
    }
    if (made.channels !== this.#shape.channels) {
      if (made.channels === 3) this.#turnToColour()
      else {
        made = { ...made, channels: 3, pixels: tripled(made.pixels) }
        this.#widened++
      }
    }
    this.#pixels.set(made.pixels, this.#names.length * made.pixels.length)
    this.#names.push(name)
  }

  /** @param tell what is known of pictures by their names */
  async finish(name: string, tell: (names: readonly string[]) => Promise<TableFacts>): Promise<PictureSet> {
    const shape = this.#shape
    if (!shape) {
      throw new BrenierError(
        'empty-set',
        `Expected pictures in ${this.#where}, but none of its ${this.#expected} could be read. ${this.#broken[0]}`,
        { path: this.#where, broken: this.#broken.length },
      )
    }
    const length = shape.height * shape.width * shape.channels
    const used = this.#names.length * length
    const byFolder = classesByFolder(this.#names)
    const told = await tell(this.#names)
    const classes = told.labels ? told : byFolder
    const warnings = this.#broken.slice(0, warningsNamed)
    if (this.#broken.length > warningsNamed) {
      warnings.push(`Left out: ${this.#broken.length - warningsNamed} more pictures that could not be read.`)
    }
    if (this.#widened > 0)
      warnings.push(`Grey pictures among colour ones were made colour: ${this.#widened}.`)
    const outside = !told.labels && byFolder ? byFolder.labels.filter((label) => label < 0).length : 0
    if (outside > 0) warnings.push(`Pictures beside the class folders have no class: ${outside}.`)
    return pictureSet({
      name,
      ...shape,
      // A copy where pictures were left out, so that their room is given back.
      pixels: used === this.#pixels.length ? this.#pixels : this.#pixels.slice(0, used),
      labels: classes && classes.labels,
      classNames: classes && classes.classNames,
      attributes: told.attributes,
      fileNames: this.#names,
      warnings: [...warnings, ...told.warnings],
    })
  }

  #begin({ height, width, channels }: Picture): Omit<Picture, 'pixels'> {
    this.#pixels = new Uint8Array(this.#room(height * width * channels))
    return { height, width, channels }
  }

  /** Bytes that all pictures take. @throws BrenierError `file-too-large` */
  #room(length: number): number {
    const bytes = this.#expected * length
    if (bytes <= bounds.setBytes) return bytes
    throw new BrenierError(
      'file-too-large',
      `Expected at most ${inWords(bounds.setBytes)} of pixels, but the ${this.#expected} pictures in ${this.#where} would take ${inWords(bytes)}. Give a smaller size or a limit.`,
      { path: this.#where, bytes, bound: bounds.setBytes },
    )
  }

  #turnToColour(): void {
    const { height, width } = this.#shape!
    const grey = this.#pixels.subarray(0, this.#names.length * height * width)
    const colour = new Uint8Array(this.#room(height * width * 3))
    for (let i = 0; i < grey.length; i++) colour.fill(grey[i]!, 3 * i, 3 * i + 3)
    this.#pixels = colour
    this.#shape = { height, width, channels: 3 }
    this.#widened = this.#names.length
  }

  #mixed(name: string, other: Picture): BrenierError {
    const { height, width } = this.#shape!
    return new BrenierError(
      'mixed-sizes',
      `Expected pictures of one size in ${this.#where}, but ${this.#names[0]} has ${width} × ${height} pixels and ${name} has ${other.width} × ${other.height}. Bring them to one size: the window asks which, the command line does so with --size.`,
      {
        path: this.#where,
        width,
        height,
        file: this.#names[0] ?? '',
        otherWidth: other.width,
        otherHeight: other.height,
        otherFile: name,
      },
    )
  }
}

function tripled(grey: Uint8Array): Uint8Array {
  const colour = new Uint8Array(grey.length * 3)
  for (let i = 0; i < grey.length; i++) colour.fill(grey[i]!, 3 * i, 3 * i + 3)
  return colour
}
