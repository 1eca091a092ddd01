package dev.turnpike.simulator.terminal;

import java.util.HashMap;
import java.util.Map;

/** What the terminal shows for a response code, in English. Immutable; any thread. */
public final class ResponseTexts {
    private static final Map<String, String> TEXTS = texts();

    private ResponseTexts() {
    }

    /** The text of a code; {@code DECLINED XX} for one that is not in the table. */
    public static String of(String code) {
        return TEXTS.getOrDefault(code, "DECLINED " + code);
    }

    private static Map<String, String> texts() {
        String table = "00 APPROVED,01 CALL ISSUER,03 INVALID MERCHANT,04 CAPTURE CARD,05 AUTH FAILED,06 ERROR,"
            + "10 PARTIAL APPROVAL,11 APPROVED VIP,12 INVALID TXN,13 INVALID AMOUNT,14 INVALID CARD,15 NO ISSUER,"
            + "21 CARD NOT ACTIVE,22 OPERATION ERROR,25 NO ORIGINAL TXN,30 FORMAT ERROR RETRY,34 FRAUD CAPTURE,"
            + "38 PIN TRIES EXCEEDED,40 NOT SUPPORTED,41 LOST CARD,43 STOLEN CARD,45 USE CHIP,51 INSUFFICIENT FUNDS,"
            + "54 EXPIRED CARD,55 WRONG PIN,57 NOT PERMITTED (CARD),58 NOT PERMITTED (TERM),59 CARD CHECK ERROR,"
            + "61 AMOUNT LIMIT,62 RESTRICTED CARD,64 AMOUNT MISMATCH,65 COUNT LIMIT,68 TIMEOUT RETRY,"
            + "75 PIN TRIES EXCEEDED,90 CUTOFF TRY LATER,91 ISSUER DOWN,92 NO ROUTE,94 DUPLICATE,96 SYSTEM ERROR,"
            + "97 TERMINAL UNKNOWN,98 ISSUER TIMEOUT,99 PIN FORMAT SIGN ON,A0 MAC ERROR SIGN ON,A1 CURRENCY MISMATCH,"
            + "A2 APPROVED CONFIRM,A4 APPROVED CONFIRM,A5 APPROVED CONFIRM,A6 APPROVED CONFIRM,A3 WRONG ACCOUNT,"
            + "A7 SECURITY ERROR";
        Map<String, String> map = new HashMap<>();
        for (String row : table.split(",")) {
            map.put(row.substring(0, 2), row.substring(3));
        }
        return Map.copyOf(map);
    }
}
