import { describeKills } from './describe-kills'

describeKills(
  [
    'reserved: the API is killed while it answers complete',
    'uploaded: the worker is killed before it has claimed',
    'converting: the worker is killed',
  ],
  1,
)
