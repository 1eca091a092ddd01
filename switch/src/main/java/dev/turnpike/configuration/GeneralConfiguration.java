package dev.turnpike.configuration;

import dev.turnpike.risk.RiskRules;
import java.nio.file.Path;

/**
 * What concerns the whole installation.
 *
 * @param directory     absolute folder of {@code turnpike.yaml}
 * @param profile       test or production
 * @param dataDirectory absolute folder of everything the switch writes
 * @param riskFile      absolute path of {@code risk.yaml}
 * @param riskRules     its rules, checked and compiled; merchants and terminals by their place in this configuration
 * @param timeScale     divisor already applied to the protocol timers of this configuration; 1 in production
 * @param contentHash   SHA-256 over all configuration files, 64 hex characters; identifies the content in records and logs
 */
public record GeneralConfiguration(Path directory, Profile profile, Path dataDirectory, Path riskFile, RiskRules riskRules,
        int timeScale, String contentHash) {
}
