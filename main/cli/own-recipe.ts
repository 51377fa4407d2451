/** Recipes that `study new` writes: of what ships, and of a person's own codes or model. */
import path from 'node:path'
import type { OwnModelReport, OwnNets, PictureRange } from '../../shared/contracts/own-model'
import { BrenierError } from '../../shared/errors'
import { checkOwnModel } from '../jobs/own-model/attach'
import { createStudy } from '../jobs/study/create-study'
import { defaultParameters, plainName, type StudyRecipe } from '../jobs/study/recipe'
import { listRecipes, seedOf } from '../jobs/study/recipe-files'
import { rangeInWords } from '../nn/onnx/picture-values'
import { resourcesFolder, type CommandHost, type CommonOptions } from './host'

export interface NewOptions extends CommonOptions {
  readonly out?: string
  readonly codes?: string
  readonly metadata?: string
  readonly pictures?: string
  readonly encoder?: string
  readonly decoder?: string
  readonly encoderOutput?: string
  readonly decoderOutput?: string
  readonly encoderRange?: PictureRange
  readonly decoderRange?: PictureRange
}

/** @throws BrenierError `file-not-found` for a name that does not ship, `bad-argument` for files that belong to codes */
export async function shippedRecipe(
  name: string | undefined,
  { metadata, pictures }: NewOptions,
): Promise<StudyRecipe> {
  if (metadata !== undefined || pictures !== undefined) {
    throw new BrenierError(
      'bad-argument',
      'Expected --metadata with --codes, and --pictures with --codes or --encoder and --decoder, got them alone.',
    )
  }
  const recipes = await listRecipes(resourcesFolder())
  const recipe = recipes.find((held) => held.name === name)
  if (recipe) return recipe
  const names = recipes.map((held) => held.name).join(', ')
  throw new BrenierError(
    'file-not-found',
    `Expected --codes, --decoder or one of ${names}, got "${name ?? ''}".`,
  )
}

/**
 * The recipe of a person's own codes, or model, or both; a model's nets are opened, and what is settled of them is written
 * into it. Its files are named by whole paths: it may be run from elsewhere.
 * @throws BrenierError `bad-argument` where files are missing, those of reading data and nets
 */
export async function ownRecipe(
  host: CommandHost,
  options: NewOptions,
  name: string | undefined,
): Promise<{ readonly recipe: StudyRecipe; readonly found: OwnModelReport | null }> {
  const { codes, metadata, pictures } = options
  const whole = (file: string | undefined) => (file === undefined ? null : path.resolve(file))
  const nets = netsOf(options)
  const source = codes ?? pictures
  if (source === undefined || (metadata !== undefined && codes === undefined)) {
    throw new BrenierError(
      'bad-argument',
      'Expected --pictures for the encoder, or --codes for the decoder, and --metadata with --codes alone. Name them.',
    )
  }
  const title = name ?? path.basename(source, path.extname(source))
  const { transport, facets, cloud } = defaultParameters
  const recipe: StudyRecipe = {
    format: 'brenier-recipe',
    version: 1,
    name: plainName(title),
    title,
    description: `${codes === undefined ? 'Pictures' : 'Codes'} of ${source}${nets ? `, by ${path.basename(nets.decoder.file)}` : ''}.`,
    facts: '',
    data:
      codes === undefined
        ? { kind: 'path', path: path.resolve(source) }
        : { kind: 'codes', codes: path.resolve(codes), metadata: whole(metadata), pictures: whole(pictures) },
    model: null,
    nets: null,
    transport,
    facets,
    cloud,
    paths: [],
  }
  if (!nets) return { recipe, found: null }
  const study = await createStudy('new', title, seedOf(recipe), host.tools)
  const found = await checkOwnModel(study, nets)
  return { recipe: { ...recipe, nets: settled(nets, found) }, found }
}

/** @throws BrenierError `bad-argument` for an encoder without a decoder, or settings of a net that is not named */
function netsOf({ encoder, decoder, ...more }: NewOptions): OwnNets | null {
  const { encoderOutput = null, encoderRange = null, decoderOutput = null, decoderRange = null } = more
  if (decoder === undefined) {
    if (
      encoder === undefined &&
      !encoderRange &&
      !decoderRange &&
      encoderOutput === null &&
      decoderOutput === null
    )
      return null
    throw new BrenierError(
      'bad-argument',
      'Expected --decoder with what is said of a model, got none. Paths and modes need pictures of codes.',
    )
  }
  if (encoder === undefined && (encoderRange || encoderOutput !== null)) {
    throw new BrenierError(
      'bad-argument',
      'Expected --encoder with what is said of it, got none. Name its file.',
    )
  }
  return {
    encoder:
      encoder === undefined
        ? null
        : { file: path.resolve(encoder), output: encoderOutput, range: encoderRange },
    decoder: { file: path.resolve(decoder), output: decoderOutput, range: decoderRange },
  }
}

/** The nets with all that was left open as the round trip settled it. */
const settled = ({ encoder, decoder }: OwnNets, found: OwnModelReport): OwnNets => ({
  encoder: encoder && { ...encoder, output: found.encoder!.output, range: found.encoder!.range },
  decoder: { ...decoder, output: found.decoder.output, range: found.decoder.range },
})

/** What was found of a person's own model, in lines. */
export function ownModelLines(found: OwnModelReport): string[] {
  const { encoder, decoder, latent, made, error, items, warnings } = found
  const sides = (shape: readonly (number | string)[]) => `[${shape.join(', ')}]`
  return [
    ...(encoder
      ? [
          `Encoder ${encoder.name}: pictures ${sides(encoder.input.shape)}, pixels ${rangeInWords(encoder.range)}, to ${latent} coordinates in ${encoder.output}`,
        ]
      : []),
    `Decoder ${decoder.name}: ${latent} coordinates to pictures of ${made.width} × ${made.height} × ${made.channels}, pixels ${rangeInWords(decoder.range)}, in ${decoder.output}`,
    ...(error === null
      ? []
      : [`Round trip of ${items.length} pictures: squared error per value ${error.toPrecision(3)}`]),
    ...warnings,
  ]
}

/** The same for programs. */
export const ownModelFacts = ({
  encoder,
  decoder,
  latent,
  made,
  error,
  tried,
  warnings,
}: OwnModelReport) => ({
  encoder,
  decoder,
  latent,
  made,
  error,
  tried,
  warnings,
})
