using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace HwbcPortal.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class SupervisionNotes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Themes",
                table: "SessionNotes",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "SessionConfirmations",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CoachId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionRecordId = table.Column<Guid>(type: "TEXT", nullable: false),
                    IsConfirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    Comment = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    AnsweredUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SessionConfirmations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SessionConfirmations_Coaches_CoachId",
                        column: x => x.CoachId,
                        principalTable: "Coaches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SessionDrafts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    UserId = table.Column<Guid>(type: "TEXT", nullable: false),
                    CoachId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ContentJson = table.Column<string>(type: "TEXT", maxLength: 40000, nullable: false),
                    SavedUtc = table.Column<DateTime>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SessionDrafts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SessionDrafts_Coaches_CoachId",
                        column: x => x.CoachId,
                        principalTable: "Coaches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SupervisionActions",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    CoachId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SessionRecordId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SupervisorId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Text = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    DueOn = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AgreedUtc = table.Column<DateTime>(type: "TEXT", nullable: false),
                    DoneUtc = table.Column<DateTime>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SupervisionActions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SupervisionActions_Coaches_CoachId",
                        column: x => x.CoachId,
                        principalTable: "Coaches",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SupervisionActions_People_SupervisorId",
                        column: x => x.SupervisorId,
                        principalTable: "People",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SessionConfirmations_CoachId",
                table: "SessionConfirmations",
                column: "CoachId");

            migrationBuilder.CreateIndex(
                name: "IX_SessionConfirmations_SessionRecordId",
                table: "SessionConfirmations",
                column: "SessionRecordId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SessionDrafts_CoachId",
                table: "SessionDrafts",
                column: "CoachId");

            migrationBuilder.CreateIndex(
                name: "IX_SessionDrafts_UserId_CoachId",
                table: "SessionDrafts",
                columns: new[] { "UserId", "CoachId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SupervisionActions_CoachId_SupervisorId",
                table: "SupervisionActions",
                columns: new[] { "CoachId", "SupervisorId" });

            migrationBuilder.CreateIndex(
                name: "IX_SupervisionActions_SupervisorId",
                table: "SupervisionActions",
                column: "SupervisorId");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "SessionConfirmations");

            migrationBuilder.DropTable(
                name: "SessionDrafts");

            migrationBuilder.DropTable(
                name: "SupervisionActions");

            migrationBuilder.DropColumn(
                name: "Themes",
                table: "SessionNotes");
        }
    }
}
