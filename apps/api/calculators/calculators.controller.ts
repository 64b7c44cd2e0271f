/** `/v1/calculators`: the rules by themselves. Pure questions: nothing is read of the tenant, nothing is stored. */
import { Body, Controller, Post } from '@nestjs/common';
import type { z } from 'zod';
import { type AnswerOf, Operation } from '../http/operation.decorator.js';
import { ageingBody, ageingOut, calculateAgeing } from './ageing.js';
import { allocationBody, allocationOut, calculateAllocation } from './allocation.js';
import { calculateCollectionCosts, collectionCostsBody, collectionCostsOut } from './collection-costs.js';
import { calculateEpcQr, epcQrBody, epcQrOut } from './epc-qr.js';
import { calculateLimitation, limitationBody, limitationOut } from './limitation.js';
import { calculateNoticeTerm, noticeTermBody, noticeTermOut } from './notice-term.js';
import { calculatePaymentReference, paymentReferenceBody, paymentReferenceOut } from './payment-reference.js';
import { calculateStatutoryInterest, statutoryInterestBody, statutoryInterestOut } from './statutory-interest.js';
import { calculateWorkingDay, workingDayBody, workingDayOut } from './working-day.js';

/** A declaration of a calculator. */
const calculator = <Out extends z.ZodType>(id: string, summary: string, answer: Out) =>
  Operation({ id, scope: 'policies:read', summary, answers: { 200: answer }, pure: true });

@Controller('v1/calculators')
export class CalculatorsController {
  @Post('collection-costs')
  @calculator('calculateCollectionCosts', 'Collection costs by the decree (BIK, 6:96 BW)', collectionCostsOut)
  collectionCosts(@Body({ schema: collectionCostsBody }) body: z.output<typeof collectionCostsBody>): AnswerOf<typeof collectionCostsOut> {
    return calculateCollectionCosts(body);
  }

  @Post('statutory-interest')
  @calculator('calculateStatutoryInterest', 'Interest segment by segment (6:119, 6:119a, 6:119b, 6:120 BW)', statutoryInterestOut)
  statutoryInterest(
    @Body({ schema: statutoryInterestBody }) body: z.output<typeof statutoryInterestBody>,
  ): AnswerOf<typeof statutoryInterestOut> {
    return calculateStatutoryInterest(body);
  }

  @Post('notice-term')
  @calculator('calculateNoticeTerm', 'The term of the 14-day letter (6:96 lid 6 BW)', noticeTermOut)
  noticeTerm(@Body({ schema: noticeTermBody }) body: z.output<typeof noticeTermBody>): AnswerOf<typeof noticeTermOut> {
    return calculateNoticeTerm(body);
  }

  @Post('allocation')
  @calculator('calculateAllocation', 'Where a payment goes (6:43, 6:44 BW)', allocationOut)
  allocation(@Body({ schema: allocationBody }) body: z.output<typeof allocationBody>): AnswerOf<typeof allocationOut> {
    return calculateAllocation(body);
  }

  @Post('working-day')
  @calculator('calculateWorkingDay', 'Working days, holidays and legal terms (ATW), bank days', workingDayOut)
  workingDay(@Body({ schema: workingDayBody }) body: z.output<typeof workingDayBody>): AnswerOf<typeof workingDayOut> {
    return calculateWorkingDay(body);
  }

  @Post('limitation')
  @calculator('calculateLimitation', 'When a claim lapses, and what interrupts (3:307-3:324, 7:28 BW)', limitationOut)
  limitation(@Body({ schema: limitationBody }) body: z.output<typeof limitationBody>): AnswerOf<typeof limitationOut> {
    return calculateLimitation(body);
  }

  @Post('payment-reference')
  @calculator('calculatePaymentReference', 'Makes or checks an RF reference or a betalingskenmerk', paymentReferenceOut)
  paymentReference(
    @Body({ schema: paymentReferenceBody }) body: z.output<typeof paymentReferenceBody>,
  ): AnswerOf<typeof paymentReferenceOut> {
    return calculatePaymentReference(body);
  }

  @Post('epc-qr')
  @calculator('calculateEpcQr', 'The QR code of a SEPA transfer (EPC069-12), as text and as SVG', epcQrOut)
  epcQr(@Body({ schema: epcQrBody }) body: z.output<typeof epcQrBody>): Promise<AnswerOf<typeof epcQrOut>> {
    return calculateEpcQr(body);
  }

  @Post('ageing')
  @calculator('calculateAgeing', 'Open items by age', ageingOut)
  ageing(@Body({ schema: ageingBody }) body: z.output<typeof ageingBody>): AnswerOf<typeof ageingOut> {
    return calculateAgeing(body);
  }
}
