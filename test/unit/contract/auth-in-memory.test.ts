import { accountStoreContract, attemptsContract } from '../../contract/account-store'
import { codesContract } from '../../contract/codes'
import { memoryAccountStore, memoryAttempts, memoryCodes } from '../../support/memory-auth'

describe('the auth room’s table in memory', () => accountStoreContract(async () => memoryAccountStore()))
describe('attempts in memory', () => attemptsContract(async () => memoryAttempts()))
describe('codes in memory', () => codesContract(async () => memoryCodes()))
