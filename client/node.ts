/** The entry `audiolift-client/node`: files on disk. A name that is exported here is part of the package's interface. */
export { preparePath } from './smart/in-node'
export { type FileSource, openFile } from './upload/file-source'
