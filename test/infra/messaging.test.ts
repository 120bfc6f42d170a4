import { stageNames } from '../../lib/stages'
import { type Resource, readHouse, refusesPlainHttp, targetOf } from './support/house'

function names(resources: readonly Resource[]) {
  return resources.map(({ room, id }) => `${room}/${id}`)
}

describe.each(stageNames)('queues, topics and streams of %s', (stage) => {
  const house = readHouse(stage)

  const queues = () => house.resources('AWS::SQS::Queue')
  const mappings = () => house.resources('AWS::Lambda::EventSourceMapping')
  const sourceOf = (mapping: Resource) => house.follow(mapping, mapping.at('EventSourceArn'))
  const functionOf = (mapping: Resource) => house.follow(mapping, mapping.at('FunctionName'))

  it('a queue has a dead-letter queue or is one', () => {
    const deadLetters = [
      ...queues().map((queue) => house.follow(queue, queue.at('RedrivePolicy.deadLetterTargetArn'))),
      ...house
        .resources('AWS::SNS::Subscription')
        .map((subscription) => house.follow(subscription, subscription.at('RedrivePolicy.deadLetterTargetArn'))),
      ...mappings().map((mapping) => house.follow(mapping, mapping.at('DestinationConfig.OnFailure.Destination'))),
    ]
    const bare = queues().filter((queue) => !queue.at('RedrivePolicy') && !deadLetters.includes(queue))
    expect(queues().length).toBeGreaterThan(0)
    expect(names(bare)).toEqual([])
  })

  it('a message is tried five times at least before it is a dead letter', () => {
    const counts = queues().map((queue) => queue.at('RedrivePolicy.maxReceiveCount') ?? 5)
    expect(counts.filter((count) => Number(count) < 5)).toEqual([])
  })

  it('dead letters are kept for the fourteen days that SQS allows', () => {
    const short = queues().filter(
      (queue) => !queue.at('RedrivePolicy') && queue.at('MessageRetentionPeriod') !== 1_209_600,
    )
    expect(names(short)).toEqual([])
  })

  it('a message stays hidden for six times the timeout of its function', () => {
    const fromQueues = mappings().filter((mapping) => sourceOf(mapping)?.type === 'AWS::SQS::Queue')
    const tight = fromQueues.filter((mapping) => {
      // Thirty seconds are SQS's default.
      const visibility = Number(sourceOf(mapping)?.at('VisibilityTimeout') ?? 30)
      return visibility < 6 * Number(functionOf(mapping)?.at('Timeout'))
    })
    expect(fromQueues).toHaveLength(8)
    expect(names(tight)).toEqual([])
  })

  it('every mapping leads from a source we know to a function', () => {
    expect(names(mappings().filter((mapping) => !sourceOf(mapping) || !functionOf(mapping)))).toEqual(
      // A table's stream is an attribute of the table.
      [],
    )
  })

  it('repeats only the failed messages of a batch', () => {
    for (const mapping of mappings()) expect(mapping.at('FunctionResponseTypes')).toEqual(['ReportBatchItemFailures'])
  })

  it('gives a worker one job at a time, and limits the workers to the stage’s number', () => {
    const [worker] = mappings().filter(({ room }) => room === 'conversion')
    expect(worker?.at('BatchSize')).toBe(1)
    expect(worker?.at('ScalingConfig.MaximumConcurrency')).toBe(house.stage.workers)
  })

  it('keeps stream records that could not be relayed', () => {
    const [relay] = mappings().filter((mapping) => sourceOf(mapping)?.type === 'AWS::DynamoDB::Table')
    if (!relay) throw new Error('no stream')
    expect(house.follow(relay, relay.at('DestinationConfig.OnFailure.Destination'))?.type).toBe('AWS::SQS::Queue')
    expect(relay.at('BisectBatchOnFunctionError')).toBe(true)
    // A stream keeps its records for a day; a limit on attempts would give up earlier.
    expect(Number(relay.at('MaximumRecordAgeInSeconds'))).toBeGreaterThanOrEqual(23 * 3600)
    expect(Number(relay.at('MaximumRetryAttempts') ?? -1)).toBe(-1)
  })

  it('queues and topics are encrypted in transit', () => {
    const policies = [...house.resources('AWS::SQS::QueuePolicy'), ...house.resources('AWS::SNS::TopicPolicy')]
    const guarded = policies
      .filter((policy) => refusesPlainHttp(policy.at('PolicyDocument')))
      .flatMap((policy) =>
        [policy.at('Queues'), policy.at('Topics')].flat().map((target) => [policy.room, targetOf(target)].join('/')),
      )
    const all = names([...queues(), ...house.resources('AWS::SNS::Topic')])
    expect(all.filter((name) => !guarded.includes(name))).toEqual([])
  })
})
