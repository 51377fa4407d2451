import * as v from 'valibot'
import { measured, text, uint8 } from '../../../shared/contracts/arrays'
import { ownNets, pictureRange } from '../../../shared/contracts/own-model'
import { packValue, unpackValue } from '../../data/packed'
import type { KeptModel } from './own-model'

/** The part of a saved study that holds the nets of a person's own model. */
export const ownModelPart = 'own-model.npz'

const wiredNet = v.strictObject({
  file: v.strictObject({
    name: text(),
    hash: text(),
    bytes: uint8(),
    external: v.array(v.strictObject({ path: text(), data: uint8() })),
  }),
  output: text(),
  range: pictureRange,
})

const kept = v.strictObject({
  chosen: ownNets,
  encoder: v.nullable(wiredNet),
  decoder: wiredNet,
  error: measured(),
})

export const packOwnModel = ({ chosen, encoder, decoder, error }: KeptModel): Uint8Array =>
  packValue({ chosen, encoder, decoder, error })

/** @throws BrenierError `file-format` */
export const unpackOwnModel = (bytes: Uint8Array): KeptModel => unpackValue(bytes, ownModelPart, kept)
