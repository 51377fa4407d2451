/** Entry of the tensor thread: TensorFlow, away from the thread that answers people. */
import { parentPort } from 'node:worker_threads'
import { serveTensors } from './nn/tensor-thread'
import { tensorsHere } from './nn/tensors'
import { ownerPort } from './service/worker-thread'

if (!parentPort) throw new Error('The tensor worker runs as a worker thread only.')

serveTensors(tensorsHere(), ownerPort(parentPort))
