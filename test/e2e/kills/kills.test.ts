import { describeKills } from './describe-kills'

describeKills(
  [
    'reserved: the API is killed while it answers complete',
    'uploaded: the relay is killed before it has told the workers',
    'uploaded: the worker is killed before it has claimed',
    'converting: the worker is killed',
  ],
  1,
)
