import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Backend } from '../backend'
import { shapeAt, type Definitions } from '../program/definition'
import type { NamedArrays } from '../weights'
import { kernelsOf } from './binding'
import { captureFunction, inputType, insertFunction } from './function'
import { Graph, type Signature } from './graph'

/**
 * Functions as a TensorFlow SavedModel that any TensorFlow loads: a signature each, weights as constants, batches of any
 * size. Inputs declared as pixels take bytes.
 * @param folder is made; a `saved_model.pb` in it is written over
 * @throws BrenierError `no-backend` without native TensorFlow, which the functions are traced with
 */
export async function writeSavedModel(
  backend: Backend,
  definitions: Definitions,
  arrays: NamedArrays,
  folder: string,
): Promise<void> {
  const { binding } = kernelsOf(backend)
  const graph = new Graph(binding)
  const shapes = new Map(Object.entries(arrays).map(([name, { shape }]) => [name, shape]))
  const weights = new Map<string, string>()
  const valueOf = (name: string): string => {
    const { shape, data } = arrays[name]!
    const value = weights.get(name) ?? graph.constant(binding.TF_FLOAT, shape, data)
    weights.set(name, value)
    return value
  }
  const signatures: Signature[] = Object.entries(definitions).map(([name, definition]) => {
    const captured = captureFunction(backend, definition, shapes)
    const { placeholders, results } = insertFunction(graph, binding, captured, valueOf)
    return {
      name,
      inputs: Object.entries(definition.inputs).map(([input, spec]) => ({
        name: input,
        output: placeholders[input]!,
        type: inputType(binding, spec),
        shape: shapeAt(spec, -1),
      })),
      outputs: Object.entries(results).map(([result, output]) => ({
        name: result,
        output,
        type: binding.TF_FLOAT,
        shape: null,
      })),
    }
  })
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'saved_model.pb'), graph.savedModel(signatures))
}
