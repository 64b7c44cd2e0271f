import { Context } from '@temporalio/activity';

/** Tells Temporal that the activity which is running lives; it hears of it as often as the heartbeat timeout of the activity asks for. */
export const beatOfActivity = (): void => Context.current().heartbeat();
