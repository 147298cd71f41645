/** The form of every move. A move without a form does not compile. */
import type { ComponentType } from 'react';
import type { MoveName } from '#contract/cases.ts';
import { AnswerForm, CloseForm, RefuseForm, ReopenForm, UpholdForm, VoidForm, WithdrawForm } from './forms-answer.tsx';
import { AskConfirmForm, CheckForm, ConfirmForm, FileForm, MergeForm, ReceiveForm } from './forms-supervision.tsx';
import {
  AskReturnForm,
  AssignForm,
  DecideReturnForm,
  DispatchForm,
  HandBackForm,
  RemindForm,
  ResumeForm,
  SelfHandleForm,
  SignForm,
  SuspendForm,
} from './forms-work.tsx';
import type { MoveFormProps } from './move-form.tsx';

export const moveForms: Record<MoveName, ComponentType<MoveFormProps>> = {
  receive: ReceiveForm,
  ask_confirm: AskConfirmForm,
  confirm: ConfirmForm,
  file: FileForm,
  answer: AnswerForm,
  refuse: RefuseForm,
  withdraw: WithdrawForm,
  merge: MergeForm,
  void: VoidForm,
  dispatch: DispatchForm,
  sign: SignForm,
  assign: AssignForm,
  hand_back: HandBackForm,
  ask_return: AskReturnForm,
  decide_return: DecideReturnForm,
  suspend: SuspendForm,
  resume: ResumeForm,
  check: CheckForm,
  close: CloseForm,
  reopen: ReopenForm,
  uphold: UpholdForm,
  self_handle: SelfHandleForm,
  remind: RemindForm,
};
