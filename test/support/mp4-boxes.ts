import { boxHeadOf } from '../../media/mp4/boxes'

/** A box of an MP4, in memory. */
export interface Mp4Box {
  readonly type: string
  /** Of a box that holds data. */
  readonly data: Buffer
  /** Of a box that holds boxes. */
  readonly boxes?: readonly Mp4Box[]
}

const containers = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl', 'edts']

/** Takes an MP4 apart, down to the boxes of its tracks. */
export function parseBoxes(bytes: Buffer): Mp4Box[] {
  const boxes: Mp4Box[] = []
  for (let at = 0; at < bytes.length; ) {
    const head = boxHeadOf(bytes.subarray(at))
    if (!head) throw new Error(`There is no box at ${at} of ${bytes.length}`)
    const { type, headSize, size } = head
    const end = size === 0 ? bytes.length : at + size
    const data = bytes.subarray(at + headSize, end)
    boxes.push(containers.includes(type) ? { type, data, boxes: parseBoxes(data) } : { type, data })
    at = end
  }
  return boxes
}

export function serializeBoxes(boxes: readonly Mp4Box[]): Buffer {
  return Buffer.concat(
    boxes.map(({ type, data, boxes: inner }) => {
      const content = inner ? serializeBoxes(inner) : data
      const header = Buffer.alloc(8)
      header.writeUInt32BE(content.length + 8)
      header.write(type, 4, 'latin1')
      return Buffer.concat([header, content])
    }),
  )
}

/** Changes every box of a type, wherever it is; `undefined` takes it away. */
export function changeBoxes(
  boxes: readonly Mp4Box[],
  type: string,
  change: (box: Mp4Box) => Mp4Box | undefined,
): Mp4Box[] {
  return boxes.flatMap((box) => {
    const changed = box.type === type ? change(box) : box
    if (!changed) return []
    return [changed.boxes ? { ...changed, boxes: changeBoxes(changed.boxes, type, change) } : changed]
  })
}

export function mp4Box(type: string, ...contents: readonly Buffer[]): Mp4Box {
  return {
    type,
    data: Buffer.concat(contents),
  }
}

export function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  values.forEach((value, index) => {
    bytes.writeUInt32BE(value >>> 0, 4 * index)
  })
  return bytes
}

export function uint16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length)
  values.forEach((value, index) => {
    bytes.writeUInt16BE(value, 2 * index)
  })
  return bytes
}
