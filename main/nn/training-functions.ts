import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { adamInputs, initialMoments, type AdamSettings } from './adam'
import { inference, picturesOf } from './autoencoder-functions'
import type { PixelSource } from './batches'
import { trained, type Autoencoder } from './models/autoencoder'
import { descend } from './descend'
import { slopePrefix } from './figures'
import { meanSquaredError, trainedOf, type ObjectiveStep } from './objectives/objective'
import { refinement } from './objectives/refinement'
import { withGradientNorms } from './gradient-norms'
import type { Definitions, FunctionDefinition } from './program/definition'
import type { LayerContext } from './layers'
import { initialArraysInTurns, type NamedArrays } from './weights'

/**
 * A function for each step of the model's objective: its figures with the norm of each net's gradient, and one step of Adam
 * on what it changes. Beside them `measure`: the mean squared error per value, by the weights as they are.
 * @param refines with `refine`, a step of the decoder alone, and `restart`, after which the decoder's moments are as at the start
 */
export function trainingFunctions(model: Autoencoder, settings: AdamSettings, refines = false): Definitions {
  const { encoder, decoder, objective } = model
  return {
    ...objective.functions,
    ...Object.fromEntries(objective.steps.map((step) => [step.name, stepFunction(model, step, settings)])),
    ...(refines && refiningFunctions(model, settings)),
    measure: {
      inputs: { pictures: picturesOf(model.spec) },
      run: (call) => {
        const context = inference(call)
        const pictures = call.inputs['pictures']!
        const made = decoder.apply(context, encoder.apply(context, pictures))
        return { reconstruction: meanSquaredError(context, made, pictures) }
      },
    },
  }
}

function refiningFunctions(model: Autoencoder, settings: AdamSettings): Definitions {
  const objective = refinement(model)
  const changed = trainedOf(model.decoder)
  return {
    refine: stepFunction({ ...model, objective }, objective.steps[0]!, settings),
    restart: {
      inputs: {},
      run({ tf, assign }) {
        for (const { name, shape } of changed) {
          for (const moment of ['first', 'second']) assign(`${moment}/${name}`, tf.zeros([...shape]))
        }
        return {}
      },
    },
  }
}

/** The weights a training begins with; the same pictures and seed give the same ones on every machine. */
export async function firstWeights(
  { parameters, objective }: Autoencoder,
  pictures: PixelSource,
  indices: Uint32Array,
  seed: number,
): Promise<NamedArrays> {
  const drawn = await initialArraysInTurns(parameters, seed)
  return { ...drawn, ...objective.initial?.(pictures, indices, seed) }
}

export const firstMoments = (model: Autoencoder): NamedArrays =>
  initialMoments(trained(model), model.objective.optimiser)

function stepFunction(model: Autoencoder, step: ObjectiveStep, settings: AdamSettings): FunctionDefinition {
  return {
    inputs: {
      pictures: picturesOf(model.spec),
      seed: { kind: 'int', shape: [2] },
      ...step.inputs,
      ...adamInputs,
    },
    run: (call) => {
      const { changes, clip, learned } = step
      const { optimiser } = model.objective
      const [pictures, seed] = [call.inputs['pictures']!, call.inputs['seed']!]
      const loss = (context: LayerContext, learnedInputs: Readonly<Record<string, Tensor>>) =>
        step.loss({ ...context, seed }, { pictures, seed, inputs: { ...call.inputs, ...learnedInputs } })
      const descent = descend(call, changes, settings, optimiser, loss, clip, learned)
      const slopes = Object.entries(descent.slopes).map(
        ([name, slope]) => [`${slopePrefix}${name}`, slope] as const,
      )
      return { ...withGradientNorms(call.tf, descent), ...Object.fromEntries(slopes) }
    },
  }
}
