import type { ClassifierSpec } from '../classifier-spec'
import { dense, dropout, type Layer } from '../layers'
import type { Parameter } from '../weights'
import { convolutionalTrunk } from './convolutional'

/** The layers of a classifier. */
export interface ClassifierModel {
  readonly spec: ClassifierSpec
  /** Pictures [n, height, width, channels] → features [n, f], from 0 on. */
  readonly features: Layer
  /** Features as a step of training sees them. */
  readonly dropout: Layer
  /** Features → logits [n, classes]. */
  readonly classes: Layer
  /** Names are stable: files refer to them. */
  readonly parameters: readonly Parameter[]
}

/** Convolutions and a dense layer, normalised by the batch, rectified; then one more layer without either. */
export function buildClassifier(spec: ClassifierSpec): ClassifierModel {
  const { filters, kernel, height, width, channels } = spec
  const features = convolutionalTrunk(
    {
      height,
      width,
      channels,
      filters,
      kernel,
      hidden: spec.features,
      activation: 'relu',
      normalisation: 'batch',
    },
    'classifier',
  )
  const classes = dense('classifier/classes', spec.features, spec.classes, 'none')
  return {
    spec,
    features,
    dropout: dropout('classifier/dropout', spec.dropout, [spec.features]),
    classes,
    parameters: [...features.parameters, ...classes.parameters],
  }
}
