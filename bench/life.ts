/** The seven moves of an ordinary case, from 受理 to 结案, each by somebody of the district who may make it. */
import type { Post } from '#contract/access.ts';
import type { MoveInput } from '#contract/cases.ts';
import type { Actor } from '#kit/caller.ts';
import type { Ground } from './generate/ground.ts';

export function lifeOf(ground: Ground): { actor: Actor; input: MoveInput }[] {
  const someone = (post: Post, of?: number): Actor => ground.in(post, of)[0]!;
  const unitId = ground.leads.find((id) => ground.in('clerk', id).length > 0)!;
  const { matterId, conditionId } = ground.subjects[0]!;
  return [
    { actor: someone('receiver'), input: { move: 'receive', matterId } },
    { actor: someone('duty_officer'), input: { move: 'file', matterId, conditionId } },
    { actor: someone('dispatcher'), input: { move: 'dispatch', unitId, reason: '权责清单' } },
    { actor: someone('clerk', unitId), input: { move: 'sign' } },
    { actor: someone('clerk', unitId), input: { move: 'hand_back', result: '已处置完毕' } },
    { actor: someone('checker'), input: { move: 'check', passed: true, remark: '现场已恢复' } },
    { actor: someone('duty_officer'), input: { move: 'close', answer: '已处置完毕并经现场核查，感谢您的反映。' } },
  ];
}
