/** A model of the person's own in a study: two nets in files, opened, and how they take and give pictures. */
import type { OwnModelSummary, OwnNets, PictureRange } from '../../../shared/contracts/own-model'
import { readOnnxFile, type OnnxFile } from '../../data/onnx-file'
import type { PictureShape } from '../../nn/spec'
import { OnnxFeatureNet } from '../../nn/onnx/feature-net'
import { OnnxCoder } from '../../nn/onnx/onnx-coder'
import { OnnxDecoder } from '../../nn/onnx/picture-decoder'
import { OnnxSession } from '../../nn/onnx/session'

/** A net as a study keeps it: its bytes, and what is taken of it. */
export interface WiredNet {
  readonly file: OnnxFile
  readonly output: string
  readonly range: PictureRange
}

/** What a study keeps of a person's own model. */
export interface KeptModel {
  /** The files it came from, by their paths, as they were chosen. */
  readonly chosen: OwnNets
  /** Null where codes came with the pictures. */
  readonly encoder: WiredNet | null
  readonly decoder: WiredNet
  /** Mean squared error a value of the round trip when it was taken; null where it was not made. */
  readonly error: number | null
}

/** The model with its nets open. Dispose of the coder when done. */
export interface OwnModel extends KeptModel {
  readonly coder: OnnxCoder
}

/** The nets a person chose, open, before it is settled how they take and give pictures. */
export interface OpenNets {
  readonly encoder: { readonly file: OnnxFile; readonly session: OnnxSession } | null
  readonly decoder: { readonly file: OnnxFile; readonly session: OnnxSession }
}

/**
 * Reads and opens nets by their paths.
 * @throws BrenierError those of reading ONNX files and of opening sessions
 */
export async function openNets({ encoder, decoder }: OwnNets): Promise<OpenNets> {
  const opened = async (path: string) => {
    const file = await readOnnxFile(path)
    return { file, session: await OnnxSession.open(file) }
  }
  const ofDecoder = await opened(decoder.file)
  try {
    return { encoder: encoder && (await opened(encoder.file)), decoder: ofDecoder }
  } catch (thrown) {
    await ofDecoder.session.dispose()
    throw thrown
  }
}

export async function closeNets({ encoder, decoder }: OpenNets): Promise<void> {
  await encoder?.session.dispose()
  await decoder.session.dispose()
}

/**
 * Opens a kept model for pictures of a shape.
 * @throws BrenierError those of opening sessions, `bad-shape` where nets and pictures do not fit
 */
export async function openOwnModel(kept: KeptModel, shape: PictureShape): Promise<OwnModel> {
  const { encoder, decoder } = kept
  const [ofEncoder, ofDecoder] = await Promise.all([
    encoder && OnnxSession.open(encoder.file),
    OnnxSession.open(decoder.file),
  ])
  const coder = new OnnxCoder(
    ofEncoder && OnnxFeatureNet.of(ofEncoder, encoder!.range, encoder!.output),
    await OnnxDecoder.of(ofDecoder, decoder.output, shape),
    decoder.range,
    shape,
  )
  return { ...kept, coder }
}

export const ownModelSummary = ({ encoder, decoder, coder, error }: OwnModel): OwnModelSummary => ({
  encoder: encoder && encoder.file.name,
  decoder: decoder.file.name,
  latent: coder.spec.latent,
  error,
})
