import type { Tensor2D } from '@tensorflow/tfjs-node-gpu'
import { adamInputs, type AdamSettings } from './adam'
import { inference, picturesOf } from './autoencoder-functions'
import { descend } from './descend'
import type { ClassifierModel } from './models/classifier'
import { trainedOf } from './objectives/objective'
import type { Definitions, FunctionDefinition } from './program/definition'

/**
 * What a classifier does: `classify` gives features and probabilities; in training, `train` takes a step against the mean
 * of −log p(class) and gives it beside the share of classes told rightly.
 */
export function classifierFunctions(model: ClassifierModel, training: AdamSettings | null): Definitions {
  const { features, classes, spec } = model
  const pictures = picturesOf(spec)
  return {
    classify: {
      inputs: { pictures },
      run: (call) => {
        const context = inference(call)
        const seen = features.apply(context, call.inputs['pictures']!)
        return { features: seen, probabilities: call.tf.softmax(classes.apply(context, seen)) }
      },
    },
    ...(training && { train: trainFunction(model, training) }),
  }
}

function trainFunction(
  { features, dropout, classes, spec }: ClassifierModel,
  settings: AdamSettings,
): FunctionDefinition {
  return {
    inputs: {
      pictures: picturesOf(spec),
      labels: { kind: 'int', shape: ['batch'] },
      seed: { kind: 'int', shape: [2] },
      ...adamInputs,
    },
    run: (call) => {
      const { pictures, labels, seed } = call.inputs
      return descend(call, trainedOf(features, classes), settings, 'adam', (context) => {
        const { tf } = context
        const seen = features.apply(context, pictures!)
        const logits = classes.apply(context, dropout.apply({ ...context, seed: seed! }, seen)) as Tensor2D
        const own = tf.cast(tf.oneHot(labels!, spec.classes), 'float32')
        const loss = tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), own), 1))).asScalar()
        const right = tf.mean(tf.cast(tf.equal(tf.argMax(logits, 1), labels!), 'float32')).asScalar()
        return { loss, figures: { 'cross-entropy': loss, accuracy: right } }
      }).figures
    },
  }
}
