import path from 'node:path'
import { readFaces } from './faces'
import { readIdxPictures } from './idx'
import type { DataSet } from './picture-set'
import { drawPointSet, pointSetNames } from './point-sets'

const fashionClasses = [
  'T-shirt',
  'Trousers',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
] as const

/** Samples that ship, in the order they are shown. */
export const sampleNames: readonly string[] = ['faces', 'fashion', 'digits', ...pointSetNames]

/**
 * A sample by name, or null where none has it.
 * @param resources the product's resources folder
 * @throws BrenierError as the readers, where a sample's files are missing or damaged
 */
export async function openSample(name: string, resources: string): Promise<DataSet | null> {
  const folder = path.join(resources, 'samples', name)
  const inside = (file: string) => path.join(folder, file)
  switch (name) {
    case 'faces':
      return readFaces(folder)
    case 'fashion':
      return readIdxPictures(inside('t10k-images-idx3-ubyte.gz'), {
        name: 'Fashion-MNIST',
        classNames: fashionClasses,
      })
    case 'digits':
      return readIdxPictures(inside('digits-images-idx3-ubyte.gz'), { name: 'UCI digits' })
    default:
      return drawPointSet(name)
  }
}
