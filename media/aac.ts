/** Samples per channel in a packet of AAC-LC (ISO/IEC 14496-3, 4.5.2.1). Those of HE-AAC stand for twice as many. */
export const samplesPerPacket = 1024
