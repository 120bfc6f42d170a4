/** Names the folder of the record of calls, in a function that records them. */
export const callsVariable = 'RECORDED_CALLS'
